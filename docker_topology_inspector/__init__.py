"""Streamlit finds the assets of an installed component by a package named like the distribution: this one."""
