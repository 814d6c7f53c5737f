"""Small 837 files for tests: one function for the envelope, one for the segments of a claim."""

ISA = "ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *250701*1200*^*00501*000000001*0*P*:~"
HOSPITAL_NPI, PHYSICIAN_NPI, ONCOLOGIST_NPI = "1234567893", "1457398216", "1972501864"


def billing(npi: str = PHYSICIAN_NPI) -> list[str]:
    """Segments of a billing provider level."""
    return ["HL*1**20*1", f"NM1*85*2*ONCOLOGY GROUP*****XX*{npi}", "N3*1 MAIN ST", "N4*GRAND RAPIDS*MI*49503"]


def subscriber(member: str = "M0001", payer: str = "priority-health", level: int = 2) -> list[str]:
    """Segments of a subscriber level with its payer."""
    return [
        f"HL*{level}*1*22*0",
        "SBR*P*18*******CI",
        f"NM1*IL*1*DOE*JANE****MI*{member}",
        f"NM1*PR*2*PAYER*****PI*{payer}",
    ]


def claim(claim_id: str = "C1", place: str = "22:B:1", *inner: str, diagnoses: str = "ABK:C61") -> list[str]:
    """CLM, further segments of the claim level, HI."""
    return [f"CLM*{claim_id}*4000***{place}*Y*A*Y*Y", *inner, f"HI*{diagnoses}"]


def line(number: int = 1, service: str = "SV1*HC:77427:26*250*UN*1***1", day: str = "20250611") -> list[str]:
    """LX, service and service date of a line."""
    return [f"LX*{number}", service, f"DTP*472*D8*{day}"]


def transaction(*segments: str, version: str = "005010X222A1", control: str = "0001") -> list[str]:
    """ST to SE with the right count."""
    body = [f"ST*837*{control}*{version}", "BHT*0019*00*1*20250702*1200*CH", *segments]
    return [*body, f"SE*{len(body) + 1}*{control}"]


def group(*segments: str, version: str = "005010X222A1", transactions: int = 1) -> list[str]:
    """GS to GE."""
    return [f"GS*HC*S*R*20250701*1200*1*X*{version}", *segments, f"GE*{transactions}*1"]


def interchange(*segments: str, groups: int = 1, end: str = "~\n") -> bytes:
    """ISA to IEA as bytes."""
    return (ISA + end[1:] + "".join(f"{segment}{end}" for segment in [*segments, f"IEA*{groups}*000000001"])).encode()


def professional(*segments: str) -> bytes:
    """A file of one 837P transaction."""
    return interchange(*group(*transaction(*billing(), *segments)))


def institutional(*segments: str) -> bytes:
    """A file of one 837I transaction."""
    version = "005010X223A2"
    return interchange(*group(*transaction(*billing(HOSPITAL_NPI), *segments, version=version), version=version))
