"""Who is told of what (``audience``), and who may see what (``visibility``): pure rules."""
