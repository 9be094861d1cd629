"""What is agreed with and for a country: action plans and fiches. Builds on coordination, never the reverse."""
