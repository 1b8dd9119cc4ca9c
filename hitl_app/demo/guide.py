"""What the demo's guide says of each digit: how it is written, and what people mix it up with."""

from hitl_app.demo.files import LABELS, DemoFiles
from hitl_app.domain.case import GuideEntry

# From how the digits look to a person, not from what the model mixes up: a guide that followed
# the model would lead people to its mistakes, also where its answer is hidden.
WORDS = {
    "0": ("A closed ring with nothing inside; often narrow.", ("6", "8")),
    "1": ("One upright stroke; often with a flag at the top left, sometimes a foot.", ("7", "2")),
    "2": ("Open to the left, then a slant down into a straight foot.", ("7", "1")),
    "3": ("Two bows open to the left; the left side never closes.", ("8", "9")),
    "4": ("An open or closed fork above a bar, and a stem below.", ("9",)),
    "5": ("A straight roof and neck, then one bow open to the left.", ("6", "9")),
    "6": ("A long bow down into a closed ring at the bottom.", ("5", "0")),
    "7": ("A straight roof and a slant; often with a bar through the middle.", ("1", "2")),
    "8": ("Two closed rings that touch; the holes may be filled with ink.", ("3", "9")),
    "9": ("A closed ring at the top and a tail below.", ("4", "3", "8")),
}


def guide(files: DemoFiles) -> tuple[GuideEntry, ...]:
    """Return an entry a label, with four pictures from the training part of the data set."""
    return tuple(
        GuideEntry(
            label=label,
            words=WORDS[label][0],
            picture=str(files.example(label)),
            mixed_up_with=WORDS[label][1],
        )
        for label in LABELS
    )
