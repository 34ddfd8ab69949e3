"""Who may ask what, on which ground: data with citations, and a pure decision."""
