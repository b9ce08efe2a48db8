"""Words: how Swedish and English are taken apart, and the YAML that says so."""
