"""The programme: a timetable that holds, judged and mended, and what is drafted from it."""
