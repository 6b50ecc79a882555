// Package story puts articles together that report one happening: what happened
// once, told by several outlets, over some days.
//
// [Make] takes the articles of a scope and a window and returns their stories.
// Nothing of it is stored: another scope or window has other stories. The same
// articles give the same stories, in whatever order they are given.
//
// Articles are compared by the words of their titles and first paragraphs, rare
// words counting more, over an inverted index, so that only those that share a
// word which is not everywhere are compared at all. Groups are joined by the
// mean likeness of their members (average linkage). What one newsroom writes
// into a template again and again is alike in all but its names and numbers,
// and these keep two quakes, two matches and two quarterly results apart.
package story

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"sitrep/corpus"
	"sitrep/corpus/analysis"
)

// Story is what happened once, with the articles that tell of it.
type Story struct {
	// First and Last are the days on which it was told, unknown where no article
	// has one.
	First, Last corpus.Date

	Articles []Member // by day, those without one last, then by ID; never empty
	Outlets  []string // who told it independently, sorted: an outlet that carried a copy does not count
	Names    []string // whom and what its articles name, the most widely named first

	// Service reports whether it consists of service pieces alone, which tell
	// readers what to watch, buy or know, and nothing that happened.
	Service bool

	// Weight says how widely it is told, in thousandths: an outlet that tells it
	// independently counts 1000, and what outlets tell again little.
	Weight int

	affair int // stories of the same number belong together
}

// Member is an article of a story.
type Member struct {
	ID      corpus.ArticleID
	Day     corpus.Date // of publication; unknown, or coarser than a day, as the article has it
	Copy    bool        // a syndicated copy of another member
	Service bool        // a service piece: it never leads

	soft    bool // soft news
	at      int  // of the article among those given to Make
	near    int  // how alike it is to its affair's other members, on average
	central int  // how alike it is to the story's other members, on average
}

// At returns where the member stands among the articles that were given to [Make].
func (m Member) At() int { return m.at }

// ID names the story by the article that told it first. It is the ID of the story
// as long as that article is in the window.
func (s Story) ID() corpus.ArticleID { return s.Articles[0].ID }

// Has reports whether an article is in the story.
func (s Story) Has(id corpus.ArticleID) bool {
	return slices.ContainsFunc(s.Articles, func(m Member) bool { return m.ID == id })
}

// Make returns the stories of some articles, each of which is in exactly one of
// them: the weightiest first. Copies are what the store says of the articles
// that are copies of each other; nil for none. The articles need their
// sentences for a [Lead] alone.
func Make(an *analysis.Analyzer, articles []corpus.Article, copies map[corpus.ArticleID]*corpus.Story) []Story {
	return makeWith(an, articles, copies, fitted)
}

func makeWith(an *analysis.Analyzer, articles []corpus.Article, copies map[corpus.ArticleID]*corpus.Story, o options) []Story {
	order := make([]int, len(articles))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return compareArticles(&articles[i], &articles[j]) })

	// One of each group of copies is read: the first.
	var heads []int                 // indexes of articles
	copiesOf := map[int][]int{}     // of a head
	head := map[*corpus.Story]int{} // of a group of copies
	for _, i := range order {
		if group := copies[articles[i].ID]; group != nil {
			if first, ok := head[group]; ok {
				copiesOf[first] = append(copiesOf[first], i)
				continue
			}
			head[group] = i
		}
		heads = append(heads, i)
	}

	docs := read(an, articles, heads, o)
	links := link(docs, o)
	var out []Story
	affairs := make([]int, len(docs)) // of each article
	near := make([]int, len(docs))
	of := make([]bool, len(docs))
	groups, wider := cluster(links, o.threshold, o.affair)
	for n, group := range wider {
		for i, mean := range links.means(group, of) {
			affairs[group[i]], near[group[i]] = n, mean
		}
	}
	for _, group := range groups {
		s := Story{Service: true, affair: affairs[group[0]]}
		told := map[string]bool{} // by outlet
		means := links.means(group, of)
		for k, d := range group {
			i := heads[d]
			m := Member{ID: articles[i].ID, Day: dayOf(articles[i].Published), at: i, Service: docs[d].service, soft: docs[d].soft, near: near[d], central: means[k]}
			s.Articles = append(s.Articles, m)
			s.Service = s.Service && m.Service
			source := strings.ToLower(articles[i].Source())
			if !told[source] {
				told[source] = true
				s.Outlets = append(s.Outlets, articles[i].Source())
			}
			for _, c := range copiesOf[i] {
				s.Articles = append(s.Articles, Member{ID: articles[c].ID, Day: dayOf(articles[c].Published), at: c, Service: m.Service, Copy: true})
			}
		}
		slices.Sort(s.Outlets)
		s.Weight = weigh(len(s.Outlets), len(group))
		slices.SortFunc(s.Articles, func(a, b Member) int { return compareArticles(&articles[a.at], &articles[b.at]) })
		for _, m := range s.Articles {
			if m.Day.Known() {
				if !s.First.Known() {
					s.First = m.Day
				}
				s.Last = m.Day
			}
		}
		s.Names = namesOf(docs, group)
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Story) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), b.Last.Compare(a.Last), cmp.Compare(a.ID(), b.ID()))
	})
	return out
}

// weigh is the weight of so many independent articles of so many outlets. The
// root of those by which outlets come back to a story counts: that they do says
// something, that one has a live blog little.
func weigh(outlets, articles int) int {
	return 1000*outlets + int(1000*againCounts*math.Sqrt(float64(articles-outlets)))
}

// againCounts is what an outlet counts that comes back to a story once.
const againCounts = 0.1

// compareArticles puts the earlier first, those without a date last.
func compareArticles(a, b *corpus.Article) int {
	if a.Published.Known() != b.Published.Known() {
		return b.Published.Compare(a.Published)
	}
	return cmp.Or(dayOf(a.Published).Compare(dayOf(b.Published)), cmp.Compare(a.ID, b.ID))
}

func dayOf(d corpus.Date) corpus.Date { return d.Truncate(corpus.Day) }
