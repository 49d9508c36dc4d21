"""A page read as a browser reads it, by the parser of a browser's kind that the package brings."""

import xml.etree.ElementTree as ET

from selectolax.lexbor import LexborHTMLParser, LexborNode

H = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"


def tree_of(page: str) -> ET.Element:
    """The elements of a page, with the names that browsers give them; comments are left out."""
    root = LexborHTMLParser(page).root
    assert root is not None, "no page"
    return _element(root, H)


def _element(node: LexborNode, kind: str) -> ET.Element:
    kind = SVG if node.tag == "svg" else kind
    attributes = {name: value or "" for name, value in node.attributes.items()}
    element = ET.Element(kind + str(node.tag), attributes)
    last = None
    child = node.child
    while child is not None:
        if child.is_text_node:
            words = child.text_content or ""
            if last is None:
                element.text = (element.text or "") + words
            else:
                last.tail = (last.tail or "") + words
        elif child.is_element_node:
            last = _element(child, kind)
            element.append(last)
        child = child.next
    return element
