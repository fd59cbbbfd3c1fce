"""What other programs read of a recording: tracks as AIS tells them, entity states as distributed simulation sends."""
