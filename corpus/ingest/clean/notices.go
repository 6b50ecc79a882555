package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// notice says what a paragraph that is not part of an article is.
type notice uint8

const (
	none    notice = iota
	clutter        // an advertisement's label, a credit, a link to another story, a line of script
	related        // the heading of a list of other stories
	paywall        // the wall itself: nothing of the article comes after it
)

// longestNotice is the length in bytes beyond which a paragraph is always
// taken for text. Notices are short; true sentences that share their words are
// mostly longer.
const longestNotice = 400

// recognise says whether a paragraph is a notice. It looks at how the paragraph
// begins and, for the shortest, at the whole: a sentence that merely holds such
// words is text.
func recognise(paragraph string) notice {
	if len(paragraph) > longestNotice {
		if scriptAt(paragraph) == 0 {
			return clutter
		}
		return none
	}
	lower := strings.ToLower(strings.TrimLeftFunc(paragraph, isOrnament))
	lower = strings.ReplaceAll(lower, "’", "'")
	bare := strings.TrimRightFunc(lower, func(r rune) bool {
		return unicode.IsPunct(r) || unicode.IsSymbol(r) || unicode.IsSpace(r)
	})
	switch {
	case bare == "":
		return clutter
	case relatedHeadings[bare]:
		return related
	case labels[bare]:
		return clutter
	case isPaywall(lower):
		return paywall
	case isPointer(lower), isAppeal(lower), isCredit(paragraph, lower), isRights(lower), isContact(lower), isCounter(bare):
		return clutter
	}
	if at := scriptAt(paragraph); at == 0 || at > 0 && !isSentence(strings.TrimSpace(paragraph[:at])) {
		return clutter
	}
	return none
}

func isOrnament(r rune) bool {
	return r != '©' && (unicode.IsSpace(r) || unicode.IsSymbol(r)) || strings.ContainsRune("-–—•*·»«›‹#_|", r)
}

// labels are whole paragraphs that belong to a page's furniture.
var labels = phrases(`advertisement|advertisements|advert|adverts|sponsored|sponsored content|promoted content|paid content|
anzeige|werbung|publicidad|publicidade|publicité|pubblicità|reklama|iklan|
video|videos|photo|photos|gallery|view gallery|photo gallery|slideshow|caption|hide caption|show caption|toggle caption|enlarge|enlarge image|enlarge this image|
loading|video loading|poll loading|loading comments|watch next|watch this video again|now playing|up next|autoplay|replay|play|play video|watch video|watch the video|
share|share this|share this article|share this story|share this page|share on facebook|share on twitter|tweet|tweet this|pin it|email|email this|email this article|print|print this|print article|save|copy link|copied|
comment|comments|comments closed|comments are closed|leave a comment|view comments|view all comments|show comments|post a comment|add a comment|read all comments|join the conversation|ccomments|
close|skip|skip ad|skip advertisement|next|previous|prev|more|see more|view more|show more|load more|read more|learn more|continue reading|continue reading the main story|read the full story|read full story|full story|expand|
scroll down for video|scroll down for videos|scroll down for more|update|null|undefined|complete coverage|more to come|comments unavailable|photo gallery|back to top|return to top|top|
reuse this content|view on instagram|view this post on instagram|please enable javascript to watch|please enable javascript|this video is not available|
facebook|twitter|instagram|whatsapp|pinterest|linkedin|reddit|google+|telegram|
sign up|sign in|log in|login|register|subscribe|subscribe now|subscribe today|newsletter|newsletters|follow|follow us|
mehr anzeigen|weiterlesen|mehr lesen|teilen|drucken|kommentare|kommentar|bild anzeigen|leer más|compartir|compartilhar|partager|commentaires|leggi tutto|condividi|udostępnij|czytaj dalej`)

// relatedHeadings stand above lists of other stories.
var relatedHeadings = phrases(`related|related articles|related stories|related story|related posts|related content|related coverage|related news|related topics|related links|related video|related videos|related reading|see all related|
more stories|more news|more from|more on this story|more on this topic|more on this|most read|most popular|most viewed|most commented|editor's picks|editors' picks|editor's choice|trending|trending now|trending stories|popular stories|popular now|latest news|latest stories|latest headlines|top stories|recommended|recommended for you|recommended stories|recommended reading|
you may also like|you might also like|you may like|you might like|you may be interested in|you might be interested in|also on the web|around the web|from around the web|from the web|read next|what to read next|up next|further reading|don't miss|in case you missed it|read this next|see also|also read|read also|more like this|more to read|suggested articles|promoted stories|sponsored stories|
tags|topics|filed under|share this article|
mehr zum thema|mehr zum artikel|lesen sie auch|auch interessant|das könnte sie auch interessieren|das könnte dich auch interessieren|weitere artikel|ähnliche artikel|ähnliche beiträge|verwandte artikel|weitere themen|themen|schlagwörter|schlagworte|
à lire aussi|lire aussi|sur le même sujet|articles similaires|articles liés|à voir aussi|
le puede interesar|te puede interesar|puede interesarte|noticias relacionadas|artículos relacionados|relacionadas|temas|lea también|lee también|más noticias|
leia também|leia mais|veja também|notícias relacionadas|artigos relacionados|leggi anche|articoli correlati|potrebbe interessarti|lees ook|meer over|czytaj też|czytaj także|zobacz też|zobacz także|читайте также|по теме|похожие статьи|related articles and videos`)

func phrases(list string) map[string]bool {
	set := map[string]bool{}
	for p := range strings.SplitSeq(list, "|") {
		if p = strings.TrimSpace(p); p != "" {
			set[p] = true
		}
	}
	return set
}

// pointers begin a line that leads to another story or page.
var pointers = []string{
	"read more:", "read more -", "read more on ", "read more about ", "read more at ", "read more from ", "read more stories", "read more here", "read also:", "read also -", "also read:", "also read -", "also read |", "also see:", "see also:", "see also -", "must read:", "read:", "read next:", "read the full ", "read full ", "read the whole ", "read the latest ", "read this:", "read more http", "see video:", "- see more at", "see more at", "complete coverage", "live updates here", "read our ",
	"more:", "more from ", "more on this", "related:", "related article", "related stor", "related content", "related roundup:", "related forum:", "relatedsee", "recommended:", "don't miss:", "don't miss ", "in pictures:", "in pics:", "watch:", "watch now:", "watch more:", "watch live:", "watch |", "video:", "videos:", "listen:", "photos:", "gallery:", "tag:", "tags:", "topics:", "filed under:", "filed under ", "posted in", "categories:", "keywords:",
	"click here", "click to ", "click the ", "click for ", "click below", "tap here", "continue reading ", "scroll down ", "story continues", "article continues", "this story continues", "text continues", "the article continues", "view image", "view gallery", "view all (", "view photos", "see more:", "see all ", "see photos", "up next:", "next:", "have your say", "what do you think? ",
	"using a mobile device?", "on mobile?", "if you cannot see ", "if you can't see ", "can't see ",
	"lesen sie auch", "lesen sie hier", "lesen sie dazu", "mehr zum thema", "mehr dazu:", "auch interessant:", "à lire aussi", "lire aussi", "lea también", "lee también", "lea además", "leer más:", "te puede interesar", "le puede interesar", "puedes ver:", "leia também", "leia mais", "veja também", "leggi anche", "lees ook", "czytaj też", "czytaj także", "zobacz też", "zobacz także", "czytaj więcej", "читайте также",
}

func isPointer(lower string) bool {
	return hasAnyPrefix(lower, pointers) && !isQuoteOrLong(lower)
}

// isQuoteOrLong guards against sentences that begin as a notice does: "Watch:
// he said, …" over two lines, or anything with a quotation in it.
func isQuoteOrLong(lower string) bool { return len(lower) > 220 || strings.Count(lower, ". ") > 1 }

// appeals ask the reader for something.
var appeals = []string{
	"sign up ", "signup ", "subscribe to ", "subscribe now", "subscribe for ", "subscribe here", "subscribe today", "subscribe and ", "get our ", "get the latest ", "get breaking ", "get all the latest ", "get email ", "get unlimited ", "get notified ", "join our ", "join us on ", "join the conversation", "join the discussion", "join the debate", "register now", "register for ", "register here", "log in to ", "login to ", "sign in to ",
	"follow us ", "follow on ", "like us on ", "find us on ", "like our ", "connect with us", "stay connected", "stay up to date with", "stay informed", "download our ", "download the app", "download the ", "for more stories like this", "for more news ", "for the latest ", "for all the latest ", "for more on this ", "want more stories", "want to get ", "enjoy this article", "enjoying this ", "enjoyed this ", "if you enjoyed ", "like this article", "liked this ", "help us ", "support our ", "support independent ", "donate ", "become a member", "become a subscriber", "become a supporter", "send us ", "send your ", "email us ", "contact us ", "contact the author", "do you have a story", "do you have an ", "have you got a story", "have a story ", "have a tip", "have something to add", "have any tips", "got a tip", "got a story", "got a news tip", "tell us what you think", "let us know ", "share your ", "share this ", "what do you think", "leave a comment", "post your comment", "add your comment", "comment below", "sound off ", "rate this ", "take our poll", "take our survey", "vote in our ",
	"sorry we are not currently accepting", "sorry, we are not currently accepting", "please enable ", "your browser does not support", "you must have javascript", "javascript is ", "this site uses cookies", "this website uses cookies", "we use cookies", "by continuing to ", "by signing up", "by subscribing", "by submitting", "by clicking ", "enter your email", "your email address", "we will never share", "thank you for subscribing", "thanks for signing up", "thank you for signing up", "you can unsubscribe", "an error occurred", "watch newsmax tv", "get newsmax tv",
}

// appealWords make an appeal of a line that begins like one; without any of
// them it may be a sentence of the article: "Subscribe to that theory, and …".
var appealWords = []string{
	"newsletter", "inbox", "email", "e-mail", "facebook", "twitter", "instagram", "youtube", "whatsapp", "telegram", "linkedin", "pinterest", " app", "alerts", "notifications", "podcast", "channel", "subscri", "sign up", "signing up", "log in", "register", "member", "free", " here", "our ", "us ", "us.", "us!", "below", "comment", "cookies", "javascript", "browser", "click", "article", "story", "stories", "news", "tips", "join", "donate", "unlimited", "directv", "your ", "latest", "author", "think",
}

func isAppeal(lower string) bool {
	if strings.HasPrefix(lower, "follow ") && (strings.Contains(lower, "twitter") || strings.Contains(lower, "facebook") || strings.Contains(lower, "instagram") || strings.Contains(lower, "@")) {
		return true
	}
	for _, p := range appeals {
		if rest, ok := strings.CutPrefix(lower, p); ok {
			return len(lower) < 250 && strings.Count(lower, ". ") <= 3 && (strings.Count(rest, " ") < 3 || containsAny(rest, appealWords))
		}
	}
	return false
}

// isPaywall reports whether a line is the wall of a paid or registered site.
func isPaywall(lower string) bool {
	if len(lower) > 250 {
		return false
	}
	switch {
	case strings.Contains(lower, "free article") && containsAny(lower, []string{"you have", "you've", "remaining", "left", "limit", "read ", "register", "subscribe"}),
		strings.Contains(lower, "unlimited access") && containsAny(lower, []string{"subscri", "register", "log in", "sign", "get ", "become"}),
		strings.Contains(lower, "to continue reading") && containsAny(lower, []string{"subscri", "regist", "log in", "sign", "account", "please", "pay"}),
		strings.Contains(lower, "to read the full ") && containsAny(lower, []string{"subscri", "regist", "log in", "sign"}),
		strings.Contains(lower, "subscribers only") || strings.Contains(lower, "for subscribers") && strings.Contains(lower, "this "),
		strings.Contains(lower, "already a subscriber?") || strings.Contains(lower, "already a member?") || strings.Contains(lower, "already registered?"),
		strings.Contains(lower, "exclusive to subscribers") || strings.Contains(lower, "subscribe to unlock") || strings.Contains(lower, "subscribe to read"),
		strings.Contains(lower, "article limit") && strings.Contains(lower, "reached"),
		strings.Contains(lower, "pour accéder en illimité"), strings.Contains(lower, "réservé aux abonnés"), strings.Contains(lower, "nur für abonnenten"), strings.Contains(lower, "exclusivo para suscriptores"):
		return true
	}
	return false
}

// rights are statements about who may copy the text.
var rights = []string{
	"copyright ", "copyright:", "©", "(c) 20", "(c) 19", "all rights reserved", "all contents copyright", "this material may not be", "this article originally ", "this article was originally", "this article first appeared", "this article was first ", "this story originally ", "this story was originally", "this story first appeared", "this post originally ", "this post was originally", "this post first appeared", "originally published ", "republished with ", "reprinted with ", "the views expressed ", "the opinions expressed ", "views expressed in this ", "opinions expressed in this ", "terms of use", "terms of service", "privacy policy", "terms and conditions", "contents may not be", "distributed by ",
}

func isRights(lower string) bool {
	if strings.Contains(lower, "all rights reserved") && len(lower) < 300 {
		return true
	}
	if hasAnyPrefix(lower, rights) {
		// "Copyright law is …" is a sentence about it.
		return !strings.HasPrefix(lower, "copyright ") || hasDigit(lower) || strings.Contains(lower, "©") || len(lower) < 60
	}
	return false
}

// isCredit reports whether a line says who took a picture or filed the report.
func isCredit(text, lower string) bool {
	if strings.HasPrefix(lower, "(") || strings.HasPrefix(lower, "[") {
		inner := strings.TrimLeft(lower, "([ ")
		if hasAnyPrefix(inner, bylines) && strings.HasSuffix(strings.TrimRight(lower, ". "), ")") {
			return true
		}
		if hasAnyPrefix(inner, pictures) || len(lower) < 120 && (strings.HasPrefix(inner, "via ") || strings.HasPrefix(inner, "h/t")) {
			return true
		}
	}
	if hasAnyPrefix(lower, pictures) {
		// "Photographs by amateurs were the only proof." is a sentence.
		return len(text) < 200 && (strings.ContainsAny(text, ":/|©()") || !strings.HasSuffix(text, "."))
	}
	if hasAnyPrefix(lower, bylines) {
		return len(text) < 250 && strings.Count(lower, ". ") == 0
	}
	if strings.HasPrefix(lower, "h/t ") || strings.HasPrefix(lower, "hat tip") {
		return len(text) < 150
	}
	if strings.HasPrefix(lower, "via:") || strings.HasPrefix(lower, "source:") || strings.HasPrefix(lower, "sources:") {
		return len(text) < 80
	}
	// "[WSJ]", "(With the Associated Press)", "AFP, Reuters"
	if len(text) < 60 && (lower[0] == '[' || lower[0] == '(') && strings.HasSuffix(strings.TrimRight(lower, "."), string("])"[strings.IndexByte("[(", lower[0])])) && strings.Count(lower, " ") < 6 && !strings.Contains(lower, ".") {
		return true
	}
	if isAgencies(lower) {
		return true
	}
	// "A view of the crater (Image: AFP/GETTY)", "… contributed to this report."
	trimmed := strings.TrimRight(lower, " .")
	if len(text) < 300 && (strings.HasSuffix(trimmed, "contributed to this report") || strings.HasSuffix(trimmed, "contributed to this story") || strings.HasSuffix(trimmed, "contributed to this article")) {
		return true
	}
	if i := strings.LastIndexByte(lower, '('); i >= 0 && len(text) < 300 && strings.HasSuffix(trimmed, ")") && hasAnyPrefix(lower[i+1:], pictures) {
		return true
	}
	return len(text) < 200 && strings.HasSuffix(trimmed, "getty images")
}

// isAgencies reports whether a line only names news agencies.
func isAgencies(lower string) bool {
	if len(lower) > 80 {
		return false
	}
	words := strings.FieldsFunc(lower, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })
	named := false
	for _, w := range words {
		switch {
		case agencies[w]:
			named = true
		case !agencyWords[w]:
			return false
		}
	}
	return named
}

var (
	agencies    = phrases("afp|ap|reuters|upi|dpa|efe|ansa|tass|xinhua|yonhap|kyodo|pti|ians|ani|bloomberg|aap|wires|agencies")
	agencyWords = phrases("agence|france|presse|france-presse|associated|press|the|and|with|from|files|file|news|wire|services|service|via|by|fairfax|media|washington|post|canadian|staff")
)

// pictures begin the credit of a picture.
var pictures = []string{"image:", "image via", "images via", "image by", "image source", "image copyright", "image caption", "image credit", "image courtesy", "images:", "photo:", "photos:", "photo by", "photos by", "photo via", "photo credit", "photo courtesy", "photograph:", "photograph by", "photographs by", "photo/", "picture:", "pictures:", "picture by", "pic:", "pics:", "credit:", "credits:", "file photo", "file image", "file picture", "screenshot:", "screengrab", "illustration:", "illustration by", "graphic:", "video via", "video courtesy", "video by", "getty images", "ap photo", "reuters photo", "afp photo", "getty", "foto:", "fotos:", "bild:", "bildquelle", "crédit photo", "crédits photo", "crédito", "imagen:", "zdjęcie:", "fot."}

// bylines begin the credit of a report.
var bylines = []string{"reporting by", "additional reporting", "writing by", "editing by", "compiled by", "reported by", "with reporting by", "with reports from", "with additional reporting", "with inputs from", "with input from", "with agency inputs", "with files from", "with a file from", "with report from", "with news wire", "with agencies", "contributing:", "contributed by", "agencies"}

// scriptAt returns where program text that leaked out of a page begins in a
// paragraph, or -1 when there is none.
func scriptAt(text string) int {
	if !strings.ContainsAny(text, "{};<=") {
		return -1
	}
	first := -1
	for _, mark := range scriptMarks {
		if i := strings.Index(text, mark); i >= 0 && (first < 0 || i < first) {
			first = i
		}
	}
	if first < 0 && !strings.Contains(text, ". ") && strings.HasSuffix(text, ");") && strings.Contains(text, "(") {
		return 0 // a single call
	}
	return first
}

var scriptMarks = []string{"<!--", "//<!", "@media ", "google_ad_", "googletag.", "document.write(", "document.getElementById(", "(function", "function(", "function (", "jQuery(", "$(", "adsbygoogle", "window.", "OO.ready(", "BF_STATIC", "Object();", "brightcove.", "mboxCreate("}

// contacts begin lines by which readers reach the people who wrote.
var contacts = []string{"email:", "e-mail:", "to contact the ", "contact the writer", "contact the reporter", "contact the author", "write to ", "reach the reporter", "last update:", "last updated:", "modified date", "date created", "edited by ", "uploaded by", "spotter:", "spotted by"}

// isContact reports whether a line is an address: of the author, or of a site.
func isContact(lower string) bool {
	if len(lower) > 160 {
		return false
	}
	if hasAnyPrefix(lower, contacts) {
		return true
	}
	first, rest, _ := strings.Cut(lower, " ")
	if strings.Count(first, "@") == 1 && !strings.HasPrefix(first, "@") && strings.Contains(first, ".") {
		return rest == "" || strings.HasPrefix(rest, "follow ") || strings.HasPrefix(rest, "twitter")
	}
	// A bare address: "youtube.com", "» example.org", "https://…".
	return rest == "" && (strings.HasPrefix(first, "http://") || strings.HasPrefix(first, "https://") || isHost(first))
}

func isHost(s string) bool {
	i := strings.LastIndexByte(s, '.')
	if i < 2 || len(s)-i < 3 || len(s)-i > 5 {
		return false
	}
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-') {
			return false
		}
	}
	return !hasDigit(s[i:])
}

// isCounter reports whether a line is the place in a gallery or a count:
// "1 of 6", "+12", "3/7", "View all (23)", "24 comments", "2 min read".
func isCounter(bare string) bool {
	if len(bare) > 40 || bare == "" || !hasDigit(bare) {
		return false
	}
	words := strings.FieldsFunc(bare, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	letters := 0
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsNumber(r) {
			continue
		}
		if !counterWords[w] {
			return false
		}
		letters++
	}
	return letters > 0 || strings.ContainsAny(bare, "+/")
}

var counterWords = phrases("next|prev|minuten|minutos|lesezeit|lectura|leitura|tempo|tiempo|de|of|comments|comment|shares|share|views|view|likes|photos|photo|images|image|videos|slides|slide|min|mins|minute|minutes|read|all|show|reading|time|retweets|favorites")

func hasAnyPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

func containsAny(s string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }
