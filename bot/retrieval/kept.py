"""An index as a file: a header in JSON, then its arrays as they stand in memory, so that a start only maps them."""

from __future__ import annotations

import json
import mmap
import os
import tempfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.retrieval.postings import Postings
from bot.retrieval.segment import Piece, Segment

_MAGIC = b"vem beslutar: index 2\n"
_ALIGNED = 64  # bytes: where an array may begin
_ARRAYS = ("once_starts", "once", "more_starts", "more", "counts", "lengths")


def save_pieces(path: Path, pieces: tuple[Piece, ...], signature: str) -> None:
    """Write `pieces` to `path`, whole or not at all; `signature` tells how they were made. Raises OSError."""
    arrays: list[NDArray[Any]] = []
    places: list[tuple[str, list[int], int]] = []
    at = 0

    def put(array: NDArray[Any]) -> int:
        nonlocal at
        places.append((array.dtype.str, list(array.shape), at))
        arrays.append(array)
        at += -(-array.nbytes // _ALIGNED) * _ALIGNED
        return len(arrays) - 1

    told = [
        {
            "documents": segment.documents,
            "size": segment.size,
            "alive": put(alive),
            "fields": {
                name: {
                    "terms": put(np.frombuffer("\n".join(postings.terms).encode(), np.uint8)),
                    **{array: put(getattr(postings, array)) for array in _ARRAYS},
                }
                for name, postings in segment.fields.items()
            },
        }
        for segment, alive in pieces
    ]
    header = json.dumps({"signature": signature, "pieces": told, "arrays": places, "bytes": at}).encode()
    start = _MAGIC + f"{len(header):016d} {zlib.crc32(header):08x}\n".encode() + header
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as out:
        try:
            out.write(start + bytes(-len(start) % _ALIGNED))
            for array in arrays:
                out.write(array.data if array.size else b"")
                out.write(bytes(-array.nbytes % _ALIGNED))
            out.flush()
            os.fsync(out.fileno())
            Path(out.name).replace(path)
        except OSError:
            Path(out.name).unlink(missing_ok=True)
            raise


def load_pieces(path: Path, signature: str) -> list[Piece] | None:
    """The pieces that `path` holds, mapped into memory; None where it holds none that is whole and has this `signature`."""
    try:
        with path.open("rb") as opened:
            mapped = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        first = len(_MAGIC) + 26
        length, checksum = mapped[len(_MAGIC) : first].split()
        header = mapped[first : first + int(length)]
        if mapped[: len(_MAGIC)] != _MAGIC or zlib.crc32(header) != int(checksum, 16):
            return None
        told = json.loads(header)
        begins = -(-(first + int(length)) // _ALIGNED) * _ALIGNED
        if told["signature"] != signature or len(mapped) != begins + told["bytes"]:
            return None
    except (OSError, ValueError, KeyError):
        return None

    def array(number: int) -> Any:
        kind, shape, at = told["arrays"][number]
        return np.frombuffer(mapped, np.dtype(kind), int(np.prod(shape)), begins + at).reshape(shape)

    return [_piece(piece, array) for piece in told["pieces"]]


def _piece(told: Any, array: Any) -> Piece:
    fields = {}
    for name, numbers in told["fields"].items():
        terms = array(numbers["terms"]).tobytes().decode()
        numbered = {term: at for at, term in enumerate(terms.split("\n"))} if terms else {}
        fields[name] = Postings(numbered, **{one: array(numbers[one]) for one in _ARRAYS})
    documents = tuple((str(key), int(first), int(count)) for key, first, count in told["documents"])
    return Segment(documents, fields, int(told["size"])), array(told["alive"])
