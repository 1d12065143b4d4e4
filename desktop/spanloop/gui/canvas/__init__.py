"""The article on the screen: text with its marks, painted and edited."""

from spanloop.gui.canvas.view import CanvasView
from spanloop.gui.canvas.widget import Canvas

__all__ = ["Canvas", "CanvasView"]
