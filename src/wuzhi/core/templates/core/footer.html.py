BBBB BBBBXXXXXXX XXXXXXXXXXXXXXXX XXXXXXXXXXXX XXXXXXXXXXXX
  XXX gettext(u'Governs matters and places, not people.') XXXX
  XXXXX XXXXXXBBB BBBBBBBBBBBBBXX gettext(u'Who is on duty now') XXXXXXXX
  BB BBBBBBBBBXXX gettext(u'Demo: made-up reports; grids, outlines and positions below the county are synthetic.') XXXXBBBBB
XXXXXXXXX
