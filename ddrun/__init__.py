"""The roof and the ground of dd0c/run: settings, routes, and the libraries without business."""
