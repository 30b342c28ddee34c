"""What two services need and that names no service's business."""
