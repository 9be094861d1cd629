"""The ground of the API: gated views, and how they are described."""
