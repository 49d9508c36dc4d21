"""Rule: the words and rows of keys that guessers try first."""

from typing import Final

# Our own short list. It is a list of parts: "Summer2026!" is refused because its parts are here,
# so a few hundred words do the work of the long lists of whole passwords.
_WORDS: Final = """
    password passphrase passwort passcode letmein welcome croeso admin administrator root user
    username login signin default changeme secret cyfrinair motdepasse hunter access master
    monkey dragon football rugby cricket liverpool arsenal chelsea everton rangers celtic
    manchester united cardiff swansea wrexham scarlets london england wales cymru scotland
    ireland britain baseball basketball hockey soccer tennis golf
    sunshine princess shadow superman batman spiderman pokemon starwars ninja pirate wizard
    michael jennifer jordan thomas daniel jessica charlie ashley andrew matthew joshua george
    william james robert david oliver harry jack jacob emily sophie olivia amelia megan rhys
    dylan gareth sian carys owen evans jones williams davies thomas hughes roberts lewis
    summer winter spring autumn january february march april june july august september
    october november december monday tuesday wednesday thursday friday saturday sunday
    birthday christmas easter holiday nadolig
    iloveyou loveyou lovely loveme forever friends family mother father mummy daddy mamgu
    tadcu grandma grandad sister brother baby angel heaven jesus jesuschrist blessed faith
    flower butterfly rainbow cookie chocolate cheese banana orange apple cherry pepper ginger
    sweetheart honey sugar coffee whisky guinness brandy cariad
    tigger buster max bella molly poppy daisy rosie ruby lucky smokey oscar teddy kitten puppy
    doggy horse rabbit hamster
    computer internet samsung iphone android google facebook windows microsoft hello goodbye
    whatever nothing something trustno freedom killer hacker matrix mustang ferrari porsche
    mercedes corvette harley yamaha silver golden diamond purple yellow orange green black white
    blue red money dollar business company office manager nurse doctor carer care carers homecare
    support worker workers visit visits client clients council social service services
    cooperative coop cooperation members committee complaint complaints candour concern
    correcthorsebatterystaple
"""
COMMON_WORDS: Final = frozenset(_WORDS.split())

KEY_ROWS: Final = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "azertyuiop",
    "1qaz2wsx3edc4rfv5tgb6yhn",
    "1q2w3e4r5t6y7u8i9o0p",
)
