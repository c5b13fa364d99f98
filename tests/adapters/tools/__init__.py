"""File tools and workspaces, with hostile paths, hostile neighbours and sudden deaths."""
