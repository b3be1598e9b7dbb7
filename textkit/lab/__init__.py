"""JupyterLab: display, explorer, launcher."""
