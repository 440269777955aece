import pytest

from storage.names import fold, name_words, readable


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("Nancy Pelosi", "nancy pelosi"),
        ("NYDIA  VELÁZQUEZ", "nydia velazquez"),
        ("Tom O’Halleran", "tom ohalleran"),
        ("Beto O'Rourke", "beto orourke"),
        ("Beto O´Rourke", "beto orourke"),
        ("Kaialiʻi Kahele", "kaialii kahele"),
        ("Alexandria Ocasio-Cortez", "alexandria ocasio cortez"),
        ("J.D. Vance", "jd vance"),
        ("C. A. Dutch Ruppersberger", "c a dutch ruppersberger"),
        ('Jesús G. "Chuy" García', "jesus g chuy garcia"),
        ("\tvan_hollen, (Chris)", "van hollen chris"),
        ("", ""),
        ("—", ""),
    ],
)
def test_folding_leaves_one_form_of_a_name(printed: str, folded: str) -> None:
    assert fold(printed) == folded


def test_folding_twice_changes_nothing() -> None:
    once = fold("Hon.. Raúl M. Grijalva, Jr.")
    assert fold(once) == once


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("Hon. Neal Patrick MD, Facs Dunn", "neal patrick dunn"),
        ("Hon. Donald Sternoff Honorable Beyer Jr", "donald sternoff beyer"),
        ("Marjorie Taylor Mrs Greene", "marjorie taylor greene"),
        ("HONORABLE NICK J. RAHALL II", "nick j rahall"),
        ("The Honorable Kim Dr Schrier", "kim schrier"),
        ("Hon. Chris Van Hollen", "chris van hollen"),
        ("Hon.", ""),
    ],
)
def test_titles_and_suffixes_are_no_part_of_a_name(printed: str, words: str) -> None:
    assert " ".join(name_words(printed)) == words


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("LINDA MCMAHON", "Linda McMahon"),
        ("LINDA McMAHON", "Linda McMahon"),
        ("BETO O'ROURKE", "Beto O'Rourke"),
        ("LORI M CHAVEZ-DEREMER", "Lori M Chavez-Deremer"),
        ("NICHOLAS BEGICH III", "Nicholas Begich III"),
        ("THOMAS H. KEAN JR.", "Thomas H. Kean Jr."),
        ("JD VANCE", "JD Vance"),
        ("J.D. VANCE", "J.D. Vance"),
        ("NANCY MACE", "Nancy Mace"),
        ("MARK NG", "Mark Ng"),
        ("ANN MC", "Ann Mc"),
        ("JESÚS GARCÍA", "Jesús García"),
        ("Katharine MacGregor", "Katharine MacGregor"),
        ("Sean McMaster", "Sean McMaster"),
        ("—", "—"),
    ],
)
def test_a_shouted_name_is_written_as_names_are_and_others_stay(printed: str, written: str) -> None:
    assert readable(printed) == written
