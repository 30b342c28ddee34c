"""What the commands of ``denon`` do, one module for each; imported only when the command is given."""
