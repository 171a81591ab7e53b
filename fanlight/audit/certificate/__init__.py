"""The certificate of an audit, of cells and of units: what `fanlight.certificate` checks without a solver."""
