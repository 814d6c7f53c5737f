"""National Provider Identifier check digit."""

_PREFIX_SUM = 24  # Luhn sum of the fixed prefix 80840, per the CMS check-digit rule.


def npi_is_valid(npi: str) -> bool:
    """Tell whether ten digits end in the Luhn check digit taken over 80840 and the first nine."""
    if len(npi) != 10 or not npi.isascii() or not npi.isdigit():
        return False
    total = _PREFIX_SUM
    for position, character in enumerate(npi):
        digit = int(character)
        if position % 2 == 0:
            digit *= 2
            if digit > 9:
                digit -= 9
        total += digit
    return total % 10 == 0
