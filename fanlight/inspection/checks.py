"""Every check of the inspector in one place: its stable id, how serious it is, its title and how to mend it.

A check's page in the docs bears its id. A module names a check here before it may report it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["info", "warning", "serious"]
"""info: a trace without a person in it. warning: look at it. serious: data that a reader does not see, or code."""


@dataclass(frozen=True, slots=True)
class Check:
    id: str
    severity: Severity
    title: str
    mend: str


VALUES = "Write the figures as plain values in a new file."
UNHIDE = "Take it out: hiding it protects nothing."

CHECKS: dict[str, Check] = {
    check.id: check
    for check in (
        # -- could not be read: the reason, listed with the file's status --
        Check("damaged", "serious", "The file is damaged or not what it seems", "Write the file again."),
        Check("encrypted", "serious", "The file is encrypted", "Release it without a password."),
        Check("unknown_format", "serious", "No check knows this kind of file", "Release it in a known format."),
        Check("too_large", "serious", "The file is too large once unpacked", "Release it in smaller files."),
        Check("too_deep", "serious", "Files within files within files", "Release the inner files on their own."),
        Check("too_long", "serious", "The inspection took too long", "Release it in smaller files."),
        Check("inside_not_read", "serious", "An inner file could not be read", "Take the inner file out."),
        # -- every format --
        Check("name_mismatch", "warning", "The name says another format than the content", "Give it the right name."),
        Check("personal_rows", "serious", "Row-level personal data where a table was expected", "Release counts only."),
        Check("more_rows", "warning", "More rows than the table should have", "Release the table that was meant."),
        Check("properties_person", "warning", "A person, organisation or path in properties", "Take it out."),
        Check("properties_program", "info", "The program, dates or title in properties", "Take it out if you like."),
        Check("properties_custom", "warning", "Custom document properties", "Take the custom properties out."),
        Check("embedded", "serious", "A file within the file", "Take embedded files out."),
        Check("attachments", "serious", "Attached files", "Take attached files out, or inspect each."),
        Check("external_link", "serious", "A link that leads outside the file", "Write values without the link."),
        Check("macros", "serious", "Macros or other code", "Save without macros."),
        Check("active_x", "serious", "Controls with code or values behind them", "Take form controls out."),
        Check("picture", "warning", "A picture or drawing that no check reads", "Look at the picture."),
        Check("picture_metadata", "warning", "Metadata in a picture", "Save the picture without metadata."),
        Check("picture_place", "serious", "Where a picture was taken", "Save the picture without metadata."),
        Check("cropped", "serious", "A picture or page that is cropped, not cut", "Save it at the size shown."),
        Check("thumbnail", "warning", "A preview picture of the content", "Save without a preview picture."),
        Check("comments", "serious", "Comments", "Take the comments out."),
        Check("invisible_text", "serious", "Text that cannot be seen", "Take the text out."),
        Check("bytes_outside", "serious", "Bytes before, after or between the content", "Write the file again."),
        Check("signature", "warning", "A digital signature naming a person", "Save without a signature."),
        # -- packages (Office, OpenDocument, ZIP) --
        Check("zip_comment", "warning", "A comment on the package", "Write the file again."),
        Check("unknown_part", "warning", "A part that no check knows", "Write the file again."),
        Check("orphan_part", "serious", "A part that nothing refers to", "Write the file again."),
        Check("xml_comment", "serious", "Comments in the file's own code", "Write the file again."),
        Check("custom_xml", "warning", "Custom XML data", "Take the custom XML out."),
        Check("printer_settings", "warning", "Printer settings", "Save without printer settings."),
        # -- workbooks --
        Check("sheet_hidden", "serious", "A hidden sheet", UNHIDE),
        Check("sheet_very_hidden", "serious", "A very hidden sheet", UNHIDE),
        Check("sheet_zero_size", "serious", "A sheet shown at no size", UNHIDE),
        Check("orphan_sheet", "serious", "A sheet that the workbook does not list", "Write the file again."),
        Check("workbook_hidden", "serious", "The workbook's window is hidden", "Show the window, or write it anew."),
        Check("rows_hidden", "serious", "Hidden rows", "Take hidden rows out."),
        Check("columns_hidden", "serious", "Hidden columns", "Take hidden columns out."),
        Check("rows_grouped", "serious", "Rows folded away in a group", "Take grouped rows out."),
        Check("columns_grouped", "serious", "Columns folded away in a group", "Take grouped columns out."),
        Check(
            "filter_active", "serious", "A filter that hides rows", "A filter hides rows and keeps them: delete them."
        ),
        Check("pivot_cache", "serious", "A copy of a pivot table's source rows", VALUES),
        Check("pivot_cache_items", "serious", "A pivot cache's lists of values", VALUES),
        Check("pivot_table", "warning", "A pivot table", VALUES),
        Check("data_model", "serious", "A data model with its rows", VALUES),
        Check("slicers", "serious", "Slicers and timelines keep lists of values", VALUES),
        Check("connections", "serious", "A connection to where the data came from", VALUES),
        Check("queries", "serious", "A query, with its source and steps", VALUES),
        Check("formulas", "warning", "Formulas", "Write values in place of formulas."),
        Check("formula_external", "serious", "A formula that reaches outside the file", "Write its value."),
        Check("formula_hidden_source", "warning", "A formula reading what is hidden", "Write its value."),
        Check("array_cache", "serious", "Cached values of linked or rich data", VALUES),
        Check("defined_name", "warning", "A defined name", "Take the name out, or see that it may go."),
        Check("defined_name_hidden", "serious", "A hidden defined name", "Take the hidden name out."),
        Check("defined_name_literal", "serious", "A defined name that holds data", "Take the name out."),
        Check("persons", "warning", "A list of people in the workbook", "Take the list of people out."),
        Check("revisions", "serious", "A history of changes", "Save without the history of changes."),
        Check("custom_view", "warning", "Saved views of a workbook", "Take custom views out."),
        Check("scenarios", "serious", "What-if scenarios keep values", "Take scenarios out."),
        Check("macro_sheet", "serious", "A sheet of old-style macros", "Take the macro sheet out."),
        Check("chart_cache", "warning", "Copies of figures in a chart", "Check them, or use a picture."),
        Check("validation_list", "warning", "A list of allowed values", "Take validation lists out."),
        Check("validation_message", "info", "A message shown when a cell is chosen", "Take it out if you like."),
        Check("header_footer", "warning", "A page header or footer", "Look at the header and footer."),
        Check("unused_strings", "serious", "Texts that no cell shows", "Write the file again."),
        Check("conditional_hidden", "serious", "A conditional format that hides values", "Take the values out."),
        Check("conditional_format", "info", "Conditional formats", "Take them out if you like."),
        Check("format_hidden", "serious", "A number format that shows nothing", "Take the values out."),
        Check("covered_cells", "serious", "Values under merged cells", "Take the covered values out."),
        Check(
            "outside_print_area", "warning", "Cells that are not printed", "Look at the cells beyond the print area."
        ),
        Check("far_cells", "serious", "Cells far from the rest", "Look at the cells far from the table."),
        Check("xml_map", "warning", "XML maps and their source", "Take XML maps out."),
        Check("text_box", "warning", "Text in a box over the sheet", "Look at the text box."),
        Check("shape_hidden", "serious", "A hidden shape", UNHIDE),
        Check("off_sheet", "serious", "A shape beyond the sheet, slide or page", "Take the shape out."),
        Check("hyperlinks_local", "warning", "A hyperlink with a path, or a mail address", "Take the link out."),
        Check("web_extension", "warning", "An add-in's task pane or data", "Save without add-ins."),
        # -- text documents and slides --
        Check("tracked_changes", "serious", "Tracked changes", "Accept or reject all, then save in a new file."),
        Check("hidden_text", "serious", "Hidden text", "Take hidden text out."),
        Check("field_codes", "warning", "Fields with code behind what is shown", "Turn fields into plain text."),
        Check("template_path", "warning", "Where the template lies", "Save the text in a new document."),
        Check("document_variables", "serious", "Values kept by macros or fields", "Save the text in a new document."),
        Check("edit_trace", "info", "Marks of editing sessions", "Save the text in a new document if you like."),
        Check("building_blocks", "warning", "Building blocks", "Save without building blocks."),
        Check("mail_merge", "serious", "Mail merge and its source", "Finish the merge in a new file."),
        Check("slide_hidden", "serious", "A hidden slide", UNHIDE),
        Check("slide_notes", "serious", "Notes behind a slide", "Take the notes out."),
        Check("orphan_slide", "serious", "A slide that the show does not list", "Write the file again."),
        Check("media", "warning", "Sound or film", "Look and listen, or take it out."),
        # -- PDF, mail, text, pages: add below --
        Check("annotations", "serious", "Annotations", "Take comments and drawn boxes out."),
        Check("old_revisions", "serious", "Earlier versions inside the file", "Write the file anew."),
        Check("javascript", "serious", "Scripts and automatic actions", "Take scripts and actions out."),
        Check("form", "warning", "A form with values", "Write the form's content as plain text."),
        Check("layers", "serious", "Layers that may be hidden", "Write the file without layers."),
        Check("text_covered", "serious", "Text under a box or picture", "Take the text out, then draw the box."),
        Check("picture_covered", "serious", "A picture under a box", "Black out the picture's own pixels."),
        Check("off_page", "serious", "Text outside the page", "Take the text out."),
        Check("text_overrun", "info", "Lines that run off the page", "Let the lines wrap, so that all is seen."),
        Check("tiny_text", "warning", "Text too small to read", "Take the text out, or set it larger."),
        Check("scan_text", "info", "A text layer behind a scan", "See that it says no more than the scan shows."),
        Check("alternate_text", "warning", "Text that replaces what is shown", "Write the file without it."),
        Check("bookmarks", "warning", "Bookmarks that say more than the pages", "Write the file without bookmarks."),
        Check("redaction_pending", "serious", "Redactions marked but not carried out", "Apply the redactions."),
        Check("form_hidden", "serious", "Hidden form fields with values", "Write the form as plain pages."),
        Check("private_data", "warning", "A program's private data", "Write the file anew by printing it."),
        Check("orphan_objects", "serious", "Content that nothing refers to", "Write the file anew."),
        Check("repaired", "warning", "A damaged file that readers repair", "Write the file anew."),
        # -- pictures --
        Check("preview_differs", "serious", "A preview that shows another picture", "Save without a preview."),
        Check("picture_frames", "warning", "Several pages or frames in a picture", "Look at each, or save one."),
        Check("transparent_content", "serious", "Content under full transparency", "Flatten the picture."),
        # -- text tables, mail, archives, old Office files --
        Check("several_tables", "info", "Several tables in one text file", "Give each table a file of its own."),
        Check("mixed_encoding", "warning", "Text in more than one encoding", "Write the file in UTF-8."),
        Check("mail_bcc", "serious", "Hidden recipients of a mail", "Release the text in another format."),
        Check("mail_people", "warning", "Names and addresses of a mail", "Release the text in another format."),
        Check("mail_routing", "warning", "Routing and machines of a mail", "Release the text in another format."),
        Check("mail_alternative", "warning", "A second version of a mail's text", "Release one version."),
        Check("path_traversal", "serious", "A name that leads outside its folder", "Pack the files again."),
        Check("zip_extra", "warning", "Notes beside packed files", "Pack the files again."),
        Check("name_twice", "serious", "Two packed files with one name", "Pack the files again."),
        Check("links_packed", "warning", "A link in an archive", "Pack the file itself."),
        Check("archive_owner", "warning", "Names of users in an archive", "Pack without names of users."),
        Check("fast_save", "serious", "Remains of earlier text", "Save as a new file in a current format."),
        Check("old_format", "warning", "An old format that cannot be assured", "Save in a current format."),
        Check("unknown_records", "warning", "Records that no check knows", "Save in a current format."),
        Check("control_characters", "warning", "Control characters", "Write the file without control characters."),
        Check("stray_columns", "warning", "Rows with more columns than the header", "Give every row as many columns."),
        Check("html_comment", "warning", "Comments in a page", "Take comments out."),
        Check("external_request", "serious", "Something fetched from elsewhere", "Put it into the page."),
        Check("script", "warning", "A script", "Name its hash in the page's security policy."),
    )
}
