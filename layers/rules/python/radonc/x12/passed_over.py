"""Segments of an 837 that say nothing a claim record holds: known, counted, not read."""

PASSED_OVER = (
    "AMT", "CAS", "CL1", "CN1", "CR1", "CR2", "CR3", "CR5", "CR6", "CRC", "CTP", "CUR", "DMG", "DN1",
    "DN2", "DSB", "FRM", "HCP", "HSD", "K3", "LIN", "LQ", "LS", "LE", "MEA", "MIA", "MOA", "N2",
    "N3", "N4", "OI", "PAT", "PER", "PRV", "PS1", "QTY", "SV3", "SV4", "SV5", "SVD", "TOO", "UR",
)  # fmt: skip
