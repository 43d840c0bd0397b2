"""How a file, or a cell in it, is turned away; each sentence says what to do about it."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class FileTooLarge(Refusal):
    """More bytes than are taken."""

    kind = Kind.INVALID
    code = "import.file_too_large"
    title = N_("File too large")
    sentence = N_("The file has more than {limit_mb} MB. Split it into several.")
    remedy = N_("Send the file in several parts; rows that are the same already change nothing.")
    http_status = 413


class FileUnreadable(Refusal):
    """Not a text in an encoding that we know, or with broken quotes."""

    kind = Kind.INVALID
    code = "import.file_unreadable"
    title = N_("Unreadable file")
    sentence = N_("This is not a readable CSV file. Save it as “CSV UTF-8” and send it again.")
    remedy = N_("Save the file as CSV in UTF-8, or as NDJSON, and send its bytes as they are.")


class FileEmpty(Refusal):
    """A header at most."""

    kind = Kind.INVALID
    code = "import.file_empty"
    title = N_("Empty file")
    sentence = N_("There are no rows in the file.")
    remedy = N_("Write one product a row below the row of names, and send the file again.")


class TooManyRows(Refusal):
    """More rows than are taken at once."""

    kind = Kind.INVALID
    code = "import.too_many_rows"
    title = N_("Too many rows")
    sentence = N_("The file has more than {limit} rows. Split it into several.")
    remedy = N_("Send the file in several parts; rows that are the same already change nothing.")


class ColumnsMissing(Refusal):
    """Without a SKU nobody knows which product a row is about."""

    kind = Kind.INVALID
    code = "import.no_sku_column"
    title = N_("No column sku")
    sentence = N_("The first row must name the columns, and one of them must be sku.")
    remedy = N_("Call the column of your product names sku in the first row.")


class ColumnUnknown(Refusal):
    """A misspelt column must not silently do nothing."""

    kind = Kind.INVALID
    code = "import.column_unknown"
    title = N_("Unknown column")
    sentence = N_("There is no column {column}. Known: {known}.")
    remedy = N_("Name the column as one of the list in detail, or delete it.")


class ColumnTwice(Refusal):
    """Which of the two would be right, nobody knows."""

    kind = Kind.INVALID
    code = "import.column_twice"
    title = N_("Column named twice")
    sentence = N_("The column {column} is there twice. Keep one of them.")
    remedy = N_("Delete or rename one of the two columns and send the file again.")


class CellTooLong(Refusal):
    """A text that is longer than is kept, or has characters that nothing can show."""

    kind = Kind.INVALID
    code = "import.text_wrong"
    title = N_("Unusable text")
    sentence = N_("Write {field} in 1 to {limit} printable characters.")
    remedy = N_("Shorten the text and remove line breaks and control characters.")


class CellNotWhole(Refusal):
    """No number, a fraction, or out of range."""

    kind = Kind.INVALID
    code = "import.not_a_whole_number"
    title = N_("Not a whole number")
    sentence = N_("“{value}” is no whole number from 0 to {limit}. Write {field} like 120.")
    remedy = N_("Write the number in digits without a unit, comma or space.")


class CellNotYesNo(Refusal):
    """Neither yes nor no."""

    kind = Kind.INVALID
    code = "import.not_yes_or_no"
    title = N_("Neither yes nor no")
    sentence = N_("“{value}” is neither yes nor no. Write 1 or 0.")
    remedy = N_("Write 1 or 0, yes or no, or true or false.")


class PackUnreadable(Refusal):
    """What stands behind the star is no number of pieces."""

    kind = Kind.INVALID
    code = "import.pack_unreadable"
    title = N_("Barcode of a pack cannot be read")
    sentence = N_("“{value}” is not readable. Write the barcode of a pack of 12 as code*12.")
    remedy = N_("Write barcode*pieces, such as 5901234123457*12, several with a space between.")


class BarcodeShortened(Refusal):
    """A spreadsheet made a number of the barcode and rounded it: the digits are lost."""

    kind = Kind.INVALID
    code = "import.barcode_shortened"
    title = N_("Barcode cut by the spreadsheet")
    sentence = N_(
        "The spreadsheet shortened the barcode to “{value}”. Format the column as text, and enter "
        "the barcode again."
    )
    remedy = N_(
        "Format the column as text in the spreadsheet, enter the barcodes anew and export the "
        "file again."
    )


class TooManyBarcodes(Refusal):
    """More than a product may have."""

    kind = Kind.INVALID
    code = "import.too_many_barcodes"
    title = N_("Too many barcodes")
    sentence = N_("A product has at most {limit} barcodes.")
    remedy = N_("Keep the barcodes that are really printed on goods and packs.")


class RowTooLong(Refusal):
    """A row that has more cells than there are columns: a separator inside a text."""

    kind = Kind.INVALID
    code = "import.too_many_cells"
    title = N_("Too many cells in a row")
    sentence = N_("The row has more cells than columns. Put texts with a separator in quotes.")
    remedy = N_("Put texts that contain the separator into double quotes, as CSV wants it.")


class LineUnreadable(Refusal):
    """Of a file of JSON objects."""

    kind = Kind.INVALID
    code = "import.line_unreadable"
    title = N_("A line cannot be read")
    sentence = N_("The line is no JSON object. Write one product a line, in braces.")
    remedy = N_("Write each product as one JSON object on one line.")


class FieldUnknown(Refusal):
    """A line names what a product does not have."""

    kind = Kind.INVALID
    code = "import.field_unknown"
    title = N_("Unknown field")
    sentence = N_("There is no field {field}. Known: {known}.")
    remedy = N_("Name the field as one of the list, or leave it out of the line.")


class FieldUnfit(Refusal):
    """Of another type, too long or too large, or missing."""

    kind = Kind.INVALID
    code = "import.field_unfit"
    title = N_("Value does not fit its field")
    sentence = N_("{value} does not fit {field}. See PATCH /v1/products for what does.")
    remedy = N_(
        "Correct this value in the file and send the file again; the other rows are not at fault."
    )


class ImportUnknown(Refusal):
    """There is no such import."""

    kind = Kind.NOT_FOUND
    code = "import.unknown"
    title = N_("No such import")
    sentence = N_("There is no such import.")
    remedy = N_("Look the id up with GET /v1/imports.")


class ImportNotChecked(Refusal):
    """It can be confirmed or cancelled once, after it was checked."""

    code = "import.not_checked"
    title = N_("The import is not checked")
    sentence = N_("The import is {status}: only a checked one can be confirmed or cancelled.")
    remedy = N_(
        "Read the import until it is checked; one that is confirmed or cancelled already stays so."
    )


class NothingToApply(Refusal):
    """No row is new or changed."""

    code = "import.nothing_to_apply"
    title = N_("Nothing would change")
    sentence = N_("No row of the file would change anything.")
    remedy = N_(
        "Nothing has to be done: everything is as the file says, or its rows have faults to "
        "correct first."
    )


class ImportNotWhole(Refusal):
    """A delivery is announced whole or not at all: half of it would come as a surprise."""

    code = "import.not_whole"
    title = N_("Some rows are wrong")
    sentence = N_(
        "{count} rows are wrong, and a delivery is announced whole. Correct the file and send it "
        "again."
    )
    remedy = N_("Read the faults row by row, correct the file and send the whole of it again.")
