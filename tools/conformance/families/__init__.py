"""A module a family of formats. Each has make(dice, stem), which writes a file below that name and returns its Case."""
