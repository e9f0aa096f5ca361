"""Streamlit's entry: `streamlit run app.py [-- SOURCE ...]`."""

from inspector.web import nav

nav.run()
