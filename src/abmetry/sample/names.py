"""Words for companies and people. The companies are invented; the people carry common names."""

from __future__ import annotations

ROOTS_FIRST = (
    "Al", "Ar", "Bel", "Bor", "Cal", "Cas", "Cor", "Dal", "Del", "Dor", "El", "Er", "Fal", "Fer", "Gal", "Gor", "Hal",
    "Hel", "Il", "Jar", "Kal", "Kor", "Lan", "Lor", "Mal", "Mar", "Mon", "Nar", "Nor", "Or", "Pal", "Por", "Quin",
    "Ral", "Ros", "Sal", "Ser", "Sol", "Tal", "Tor", "Ul", "Val", "Ver", "Vil", "Wal", "Xan", "Yar", "Zan", "Bren",
    "Cren", "Dran", "Fren", "Gran", "Klin", "Pren", "Stra", "Tren", "Vian", "Wen", "Zor",
)  # fmt: skip
ROOTS_LAST = (
    "ada", "adia", "aga", "ana", "anta", "ara", "avia", "bera", "berg", "brook", "cia", "cova", "dania", "dell",
    "dona", "dova", "efa", "ena", "era", "esta", "field", "ford", "gan", "garda", "ia", "ica", "ida", "igo", "ima",
    "inia", "ino", "isa", "ista", "iva", "land", "lia", "lona", "mera", "mora", "nova", "oda", "ona", "ora", "osa",
    "ovia", "pera", "port", "quo", "ria", "rona", "sana", "stad", "tia", "tora", "una", "vana", "vera", "vex",
    "via", "wick",
)  # fmt: skip
DESCRIPTORS: dict[str, tuple[str, ...]] = {
    "Software": ("Software", "Systems", "Data", "Cloud", "Labs", "Digital"),
    "Manufacturing": ("Industries", "Components", "Machinery", "Werke", "Precision", "Materials"),
    "Financial services": ("Capital", "Bank", "Seguros", "Finance", "Insurance", "Partners"),
    "Retail": ("Retail", "Stores", "Moda", "Home", "Markets", "Trading"),
    "Logistics": ("Logistics", "Logística", "Freight", "Cargo", "Transport", "Shipping"),
    "Healthcare": ("Health", "Clínicas", "Pharma", "Medical", "Care", "Biotech"),
    "Energy": ("Energy", "Energía", "Power", "Renewables", "Solar", "Grid"),
    "Telecommunications": ("Telecom", "Networks", "Mobile", "Fibra", "Connect", "Media"),
    "Food and drink": ("Foods", "Alimentación", "Bodegas", "Dairy", "Brewing", "Farms"),
    "Professional services": ("Consulting", "Advisory", "Legal", "Ingeniería", "Services", "Group"),
}
INDUSTRY_WEIGHTS = (16, 17, 12, 11, 8, 9, 6, 5, 8, 8)

COUNTRIES = ("ES", "DE", "FR", "GB", "IT", "PT", "NL", "US")
COUNTRY_WEIGHTS = (34, 14, 12, 13, 9, 6, 5, 7)
REGIONS = ("Iberia", "DACH", "France", "UK & Ireland", "Italy", "Iberia", "Benelux", "North America")
CURRENCIES = ("EUR", "EUR", "EUR", "GBP", "EUR", "EUR", "EUR", "USD")
EUR_TO = (1.0, 1.0, 1.0, 0.86, 1.0, 1.0, 1.0, 1.12)
"""Price list: what one EUR costs in the country's currency."""
WEB_ENDINGS = (".es", ".de", ".fr", ".co.uk", ".it", ".pt", ".nl", ".com")
DIALLING = ("+34", "+49", "+33", "+44", "+39", "+351", "+31", "+1")
LEGAL_FORMS = (
    ("S.L.", "S.A."), ("GmbH", "AG"), ("SAS", "S.A."), ("Ltd", "plc"), ("S.r.l.", "S.p.A."), ("Lda.", "S.A."),
    ("B.V.", "N.V."), ("LLC", "Inc."),
)  # fmt: skip

FIRST_NAMES = (
    "Lucía", "Hugo", "Martina", "Mateo", "Sofía", "Leo", "María", "Daniel", "Julia", "Alejandro", "Paula", "Pablo",
    "Carmen", "Javier", "Elena", "Sergio", "Marta", "Jordi", "Núria", "Oriol", "Anna", "Lukas", "Lena", "Felix",
    "Clara", "Jonas", "Katrin", "Stefan", "Camille", "Louis", "Chloé", "Antoine", "Élise", "Julien", "Amelia",
    "Oliver", "Emily", "Harry", "Grace", "Thomas", "Giulia", "Marco", "Chiara", "Luca", "Inês", "João", "Beatriz",
    "Tiago", "Sanne", "Daan", "Femke", "Bram", "Jennifer", "Michael", "Ashley", "David", "Rachel", "Kevin", "Leila",
    "Omid",
)  # fmt: skip
LAST_NAMES = (
    "García", "Martínez", "López", "Sánchez", "Pérez", "Gómez", "Ruiz", "Díaz", "Moreno", "Álvarez", "Romero",
    "Navarro", "Torres", "Vidal", "Puig", "Serra", "Ferrer", "Roca", "Müller", "Schmidt", "Schneider", "Fischer",
    "Weber", "Wagner", "Becker", "Hoffmann", "Koch", "Richter", "Dubois", "Moreau", "Laurent", "Girard", "Rousseau",
    "Fontaine", "Smith", "Jones", "Taylor", "Brown", "Wilson", "Evans", "Walker", "Wright", "Rossi", "Russo",
    "Ferrari", "Bianchi", "Romano", "Conti", "Silva", "Santos", "Ferreira", "Pereira", "Oliveira", "Costa",
    "de Vries", "Jansen", "Bakker", "Visser", "Johnson", "Williams", "Miller", "Davis", "Anderson", "Clark", "Lewis",
    "Young", "Karimi", "Haddad", "Nowak", "Horváth",
)  # fmt: skip

PERSONAS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    ("champion", (
        ("Head of Data", "director", "Data"), ("Head of Operations", "director", "Operations"),
        ("Operations Manager", "manager", "Operations"), ("Business Intelligence Manager", "manager", "Data"),
    )),
    ("technical_evaluator", (
        ("Enterprise Architect", "senior", "IT"), ("IT Manager", "manager", "IT"),
        ("Head of Infrastructure", "director", "IT"), ("Security Engineer", "senior", "Security"),
        ("Chief Information Security Officer", "c_level", "Security"),
    )),
    ("user", (
        ("Data Analyst", "staff", "Data"), ("Planning Analyst", "staff", "Operations"),
        ("Business Analyst", "staff", "Finance"), ("Supply Chain Specialist", "staff", "Operations"),
        ("Marketing Specialist", "staff", "Marketing"),
    )),
    ("economic_buyer", (
        ("Chief Financial Officer", "c_level", "Finance"), ("Finance Director", "director", "Finance"),
        ("Chief Operating Officer", "c_level", "Operations"), ("VP Finance", "vp", "Finance"),
    )),
)  # fmt: skip
CHAMPION, EVALUATOR, USER, BUYER = range(4)
BUYING_ROLES = ("Champion", "Technical evaluator", "User", "Economic buyer")

OWN_NAME = "Cartagrid"
OWN_DOMAIN = "cartagrid.com"
FREE_MAIL = ("gmail.com", "hotmail.com", "yahoo.com", "outlook.com")

PLAIN = str.maketrans("áàäâéèêëíìïîóòöôúùüûñçãõÁÀÉÈÍÓÖÚÜÑÇÉÎő", "aaaaeeeeiiiioooouuuuncaoAAEEIOOUUNCEIo")


def plain(text: str) -> str:
    """`text` without accents, spaces and capitals, as in an address."""
    return "".join(c for c in text.translate(PLAIN).lower() if c.isalnum())
