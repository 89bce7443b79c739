"""What an audit log refuses."""

from app.errors import NotFound
from app.words.codes import Word


class NoSuchChain(NotFound):
    problem = "not-found"
    word = Word.NO_SUCH_CHAIN
