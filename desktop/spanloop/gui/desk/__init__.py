"""The desk: one article with its queue, bars, canvas, form and inspector."""
