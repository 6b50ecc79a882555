package lineartest

// Pieces are texts that hurt, repeated, a reader which looks back or ahead from
// each place of them over all the others.
var Pieces = []string{
	// Quotations and speakers.
	`"`, "“", "”", "'", "“x,” Kim said. ", "“The ferry summit failed on Friday,” Kim said. ",
	"Kim said: “The ferry will not sail again this year.” ", "“", "told ",
	// Names, dates, numbers.
	"Kim ", "Kim Jong Un and ", "Anna Marsh, ", "the ", "a ", "Marsh’s aide ", "Dr. ", "U.S. ", "a.b", "No. 3. A",
	"June 12, ", "June 12, 2018 ", "12 June ", "in 2018 ", "on Tuesday ", "2018-06-12 ", "last ", "from 12 to ", "since ", "1", "1,", "1.", "12 missiles, ", "12:30 ",
	"not ", "who is ", "suffering from flu, ", "Kim suffering from flu, ", "Kim in charge. ", "The ferry sank. ", "The ferry sank.The ferry sank. ", "The two ferries of Tarn did not sail on Friday. ",
	// Punctuation, brackets, markup.
	".", ". ", ", ", ",", ":", ";", "!", "?", "-", "--- ", "(", ")", "(a", "[", "]", "[a](", "![", "[a]: b\n", "*", "**", "_", "`", "``` ", "#", "> ", "- a\n", "1. a\n", "|a", "\\", "<", ">", "@", "@everyone ", "#a ", "=", "/", "%", "{", "}", `{"`, "\t",
	// HTML.
	"<div>", "<div><p>a", "</div>", "<p>a", "<b><p>a</b>", "<a href=a>", "<!-- ", "<![CDATA[", "<script>", "<table><td>", "<br>", "<a ", "<a b=", "<meta ", "<time>2018</time>", "&", "&amp;", "&#", "&#1;", "&nbsp;",
	// White space, and what is none.
	" ", "  a", "\n", "\n\n", "a\n", "a\n\n", "\r", "\u00a0", "\u2028", "\x00", "\u200b", "\u00ad", "\u202e", "\xff", "a\u0301", "\u0301",
	// Long words, other scripts, addresses.
	"a", "é", "會", "会談は終わった。", "北한 ", "ก", "👩\u200d", "🏽", "a-", "a_", "a'", "a.", "Word ", "word word. ", "https://a.example/ ", "www.a.b ", "mailto:", "a@b.c ", "http://a?b=c&",
	"Read more: ", "Advertisement\n", "Photo: ", "(Reuters) - ", "(Reporting by Kim) ", "By Kim\n", "LONDON, ", "e.g. ",
}
