BBBB BBBB BBBBBBBBBB
BB BBBBBBB
  XXXXXXXX XXXXXXXXXXXXXXXX XXXXXXXXXXX XXXXXXXXXXXXXXXX XXXXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX
    BBBB BBBBBB
    XXXXX
      XXX XXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXX gettext(u'Ring on this device') XXXXX
      XX XXXXXXXXXXXXXXX XXXXXXXXXXXXXXX XXXXXXXXX gettext(u'This device rings while a page of the platform is open.') X XXXXXXXXXX gettext(u'This device is silent. Urgent matters then show on the next page that you open.') X XXXXXXXXXXXXXX gettext(u'The browser does not allow notifications of this site; sound and the title of the page still ring.') XXXXXX
    XXXXXX
    XXXXXXX XXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXXXXX XXXXXXXXX gettext(u'Stop ringing on this device') X XXXXXXXXXX gettext(u'Ring on this device') XXXXXXXXXXX
  XXXXXXXXXX
BBBBB
