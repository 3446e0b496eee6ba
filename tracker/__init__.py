"""The tracker: from an item's receipt to the promise kept."""
