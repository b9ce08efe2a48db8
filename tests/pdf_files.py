"""PDF files made for tests: pages with running heads, columns, tables, words parted at the ends of lines."""

from __future__ import annotations

from datetime import UTC, datetime

from fpdf import FPDF

WIDTH = 170  # millimetres between the margins


class Paper(FPDF):
    """A paper with a running head and page numbers."""

    def __init__(self, *, running: str = "Norrhamns kommun") -> None:
        super().__init__(format="A4")
        self.running = running
        self.set_margins(20, 30, 20)
        self.set_auto_page_break(True, 30)
        self.set_creation_date(datetime(2024, 3, 18, tzinfo=UTC))
        self.add_page()
        self.set_font("helvetica", size=11)

    def header(self) -> None:
        if self.running:
            self.set_font("helvetica", size=8)
            self.set_y(12)
            self.cell(0, 5, f"{self.running} Dnr KS 2024/17")
            self.set_y(30)
            self.set_font("helvetica", size=11)

    def footer(self) -> None:
        if self.running:
            self.set_y(-18)
            self.set_font("helvetica", size=8)
            self.cell(0, 5, f"Sida {self.page_no()} (4)", align="C")
            self.set_font("helvetica", size=11)

    def heading(self, text: str) -> None:
        self._styled(text, 20, "B")

    def section(self, text: str) -> None:
        self._styled(text, 14, "B")

    def small_section(self, text: str) -> None:
        self._styled(text, 11, "B")

    def text_of(self, text: str, width: float = WIDTH) -> None:
        self.multi_cell(width, 5.5, text, new_x="LEFT", new_y="NEXT", align="L")
        self.ln(3)

    def lines(self, *lines: str, indent: float = 0) -> None:
        """Lines that are broken as they stand."""
        for line in lines:
            self.set_x(20 + indent)
            self.cell(0, 5.5, line, new_x="LMARGIN", new_y="NEXT")

    def columns(self, left: list[str], right: list[str]) -> None:
        top = self.get_y()
        for at, column in enumerate((left, right)):
            self.set_y(top)
            for line in column:
                self.set_x(20 + at * 90)
                self.cell(80, 5.5, line, new_x="LMARGIN", new_y="NEXT")
        self.ln(4)

    def grid(self, *rows: tuple[str, ...]) -> None:
        with self.table(width=WIDTH, first_row_as_headings=False) as table:
            for row in rows:
                table.row(row)
        self.ln(4)

    def bytes(self) -> bytes:
        return bytes(self.output())

    def _styled(self, text: str, size: int, style: str) -> None:
        self.set_font("helvetica", style, size)
        self.multi_cell(WIDTH, size * 0.5, text, new_x="LEFT", new_y="NEXT", align="L")
        self.ln(2)
        self.set_font("helvetica", size=11)
