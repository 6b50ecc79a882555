// Package search finds the passages of a corpus that match a topic or a
// question best.
//
// An [Index] is in memory and derived from the articles of a store: it can be
// made anew from them at any time, and a snapshot ([Index.Save], [Open]) only
// makes starting quick. What it promises:
//
//   - The same articles give the same results, to the last bit of the score,
//     in whatever order they came, were revised, removed, merged or read from
//     a snapshot, and on every machine.
//   - Statistics are exact, and are those of the collections in the query's
//     scope alone: what one Discord server keeps to itself cannot be seen in
//     the scores of another. There is no search without a scope.
//   - Readers never wait: for writers, for merges, or for a snapshot.
//
// # Terms
//
// Package analysis gives the words. Beside them a passage is indexed under the
// concepts that it names, as "@north-korea", and under the joined form of its
// compounds, jongun for Jong-un. A concept in a query is looked for as such,
// with the words it was written with at a reduced weight.
//
// # Score
//
// BM25F (Robertson, Zaragoza & Taylor 2004; Robertson & Zaragoza 2009, "The
// Probabilistic Relevance Framework: BM25 and Beyond", section 3.6): the
// frequencies of a term in title and body are added up, a title counting
// twice, before they are saturated. Adding up the scores of the fields instead
// ranks clearly worse. For every term t of the query, with N passages in scope
// of average length L, of which df hold t,
//
//	score += weight · ln(1 + (N−df+½)/(df+½)) · f·(k1+1) / (f + k1·(1−b+b·l/L))
//
// where f is 2·(occurrences in the title) + occurrences in the body, up to 15,
// and l the length in words, counted alike, stop words left out. Each addend is
// rounded to a whole number of 1/65,536, and whole numbers are what is added:
// floating-point sums depend on their order, and scores must not depend on that
// of segments. Logarithms are computed with integers, products are kept from
// being fused, so that machines agree as well. Ties are broken by article ID
// and ordinal.
//
// k1, b and the weight of titles are the customary 1.2, 0.75 and 2. Fitted to
// questions over encyclopaedia passages they would be a little lower, and to
// claims over single sentences not; neither is news, and the gain is within a
// hundredth.
//
// [Proximity] scores the best few hundred hits again by how near the terms
// stand. It takes the text of the passages from the caller: the index keeps
// neither text nor positions, which would double its size to help a few hundred
// passages of a million.
//
// # Layout
//
// A collection is a list of segments, each of which never changes. A segment is
// flat arrays: its terms in ascending order, their postings one after another,
// a row for each passage, a row for each article. Passages are numbered from 0,
// those of an article together, and taken in windows of 4,096. A posting is 16
// bits, 12 for the passage within its window and 4 for the frequency, in blocks
// with the number of the window and of the postings. With passage 5 of window 0
// holding "summit" twice, passage 4,097 (1 of window 1) once, the postings of
// summit are, in hexadecimal,
//
//	0000 0001 2005   0001 0001 1001
//
// The length of a passage is one byte, exact up to 200 words. A hundred words
// come to about 280 bytes in all.
//
// # Searching
//
// Term at a time within a window: for each window, the postings of each term
// are walked through and their impacts, looked up in a table by frequency and
// length, added to an array of 4,096 scores, which stays in the nearest cache.
// Then the scores are looked through for those that reach the worst of the best
// so far; where few passages of a window match, those alone are looked at. No
// postings are skipped: block-max pruning (MaxScore, Turtle & Flood 1995; Ding &
// Suel 2011) does less work on paper and took twice the time when measured,
// since it chooses between candidates where this only adds. See Büttcher, Clarke
// & Cormack 2010, "Information Retrieval", chapter 5, and Zobel & Moffat 2006,
// "Inverted Files for Text Search Engines".
//
// A filter (dates, outlet, language) is applied to the articles of a window
// before its postings are walked through, or to each passage where few match,
// and never changes statistics.
//
// # Changing
//
// Articles that are added become a segment; articles that are removed or
// replaced are marked in a bitmap of their segment. The new list of segments is
// then published by one atomic pointer. Document frequencies leave out what is
// marked: it is counted in the windows that have any, and remembered. Four
// segments of about one size are merged into one (Bentley & Saxe 1980; Lester,
// Moffat & Zobel 2005), as is one that is a fifth dead: small ones by the
// writer, large ones in the background, outside of the lock; what is removed
// meanwhile is marked in the merged segment before it is published.
//
// # Not chosen
//
// Postings compressed by bit packing: memory is not what is scarce below ten
// million passages (a million take some 310 MB). A mutable tail: a segment of one article
// is cheap enough, and needs no lock. Memory mapping: the snapshot of a million
// passages is read, summed and checked in about half a second.
package search
