"""A draft held against rules and prior documents."""
