package wordings

import (
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"sitrep/corpus"
	"sitrep/corpus/store/fault"
	"sitrep/corpus/syndication"
)

// Copies are found when an article is stored. What is compared is wordings, not
// articles, so that the same text in a thousand articles costs no more than in
// one. Two wordings of a collection are tied if
//
//   - they have a print in common; see [syndication.Text.Prints]; or
//   - package syndication says that they are copies, and they are candidates:
//     they share [syndication.MinShared] keys that are not common, or stand next
//     to each other among those who share one that is, of the first rankingKeys.
//
// A key is common while more than commonKey wordings have it, as where an
// outlet puts the same words under everything. They stand in the order of their
// ranks, which have nothing to do with what they say: so many copies are tied
// one to the next, and what else has the words costs no more for being many.
//
// A story is a connected component of that relation. Because the relation
// depends on what is stored, and not on the order in which it came, so do the
// stories. Pairs that were compared and found to be copies are kept, at most
// commonKey for each key: when a wording goes, or a key becomes common, what is
// left of a story is followed along them, and no text is read.
//
// Collections are never mixed, so that a reader who may see one article of a
// story may see them all, and no key is common because of what others may read.

// Statements on wordings. They find their rows by primary key, digest,
// articles_by_wording or wordings_by_story; hashes are in two tables, of which
// the second is small.
var (
	selectWording = `SELECT key FROM wordings WHERE digest = ?`
	// Keys are given once, so that a new one names a story that no other bears.
	insertWording = `
		INSERT INTO wordings (key, digest, story, signature, outline)
		SELECT n, ?1, n, ?2, ?3
		FROM (SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'wordings'), 0) + 1 AS n) AS next
		RETURNING key`
	insertWordingAs   = `INSERT INTO wordings (key, digest, story, signature, outline) VALUES (?4, ?1, ?4, ?2, ?3)`
	selectWordingKeys = `SELECT nextval('wordings_key_seq') FROM generate_series(1, ?)`
	setStory          = `UPDATE wordings SET story = ?2 WHERE key = ?1`
	deleteWording     = `DELETE FROM wordings WHERE key = ?`
	setWording        = `UPDATE articles SET wording = ?2 WHERE key = ?1`
	selectOldOne      = `SELECT wording FROM articles WHERE key = ? AND wording IS NOT NULL`
	selectIsWorded    = `SELECT EXISTS (SELECT 1 FROM articles WHERE wording = ?)`

	selectSignatures = `SELECT w.key, w.digest, w.signature, w.outline FROM json_each(?) k CROSS JOIN wordings w ON w.key = CAST(k.value AS BIGINT)`
	selectBody       = `
		SELECT r.body FROM articles a JOIN revisions r ON r.article = a.key AND r.revision = a.revision
		WHERE a.wording = ? LIMIT 1`

	insertHashes  = `INSERT INTO recent_keys` + ofOne
	insertSettled = `INSERT INTO signature_keys` + ofOne
	ofOne         = ` (wording, hash) SELECT ?1, CAST(value AS BIGINT) FROM json_each(?2) WHERE true ON CONFLICT DO NOTHING`
	deleteHashes  = `DELETE FROM signature_keys WHERE wording = ?1 AND hash IN (SELECT CAST(value AS BIGINT) FROM json_each(?2))`
	deleteRecent  = `DELETE FROM recent_keys WHERE wording = ?1 AND hash IN (SELECT CAST(value AS BIGINT) FROM json_each(?2))`

	// What a new wording has to do with others: which of its keys are common, the
	// wordings that have those that are not, and one that has each of its prints.
	selectKin = `
		SELECT 0, CAST(k.value AS BIGINT), 0 FROM json_each(?1) k WHERE EXISTS (SELECT 1 FROM common_keys WHERE hash = CAST(k.value AS BIGINT))
		UNION ALL
		SELECT 1, s.hash, s.wording FROM json_each(?1) k CROSS JOIN signature_keys s ON s.hash = CAST(k.value AS BIGINT)
		UNION ALL
		SELECT 1, s.hash, s.wording FROM json_each(?1) k CROSS JOIN recent_keys s ON s.hash = CAST(k.value AS BIGINT)
		UNION ALL
		SELECT 2, 0, coalesce((SELECT wording FROM signature_keys WHERE hash = CAST(k.value AS BIGINT) LIMIT 1),
		                (SELECT wording FROM recent_keys WHERE hash = CAST(k.value AS BIGINT) LIMIT 1))
		FROM json_each(?2) k`
	// Which of some hashes a wording has. A server would gather whole tables for EXISTS.
	selectMet = `
		SELECT CAST(k.value AS BIGINT) FROM json_each(?1) k
		WHERE (SELECT 1 FROM signature_keys WHERE hash = CAST(k.value AS BIGINT) LIMIT 1) = 1
			OR (SELECT 1 FROM common_keys WHERE hash = CAST(k.value AS BIGINT) LIMIT 1) = 1
			OR (SELECT 1 FROM recent_keys WHERE hash = CAST(k.value AS BIGINT) LIMIT 1) = 1`
	// The next of those that have a hash.
	selectHolders = `
		SELECT wording FROM (
		  SELECT wording FROM signature_keys WHERE hash = ?1 AND wording > ?2
		  UNION ALL SELECT wording FROM recent_keys WHERE hash = ?1 AND wording > ?2) AS holders
		ORDER BY wording LIMIT ?3`

	selectCommon = `SELECT CAST(k.value AS BIGINT) FROM json_each(?) k WHERE EXISTS (SELECT 1 FROM common_keys WHERE hash = CAST(k.value AS BIGINT))`
	countCommon  = `SELECT count(*) FROM (SELECT 1 FROM common_keys WHERE hash = ? LIMIT ?) AS few`
	insertCommon = `INSERT INTO common_keys (hash, rank, wording) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`
	deleteCommon = `DELETE FROM common_keys WHERE hash = ? AND rank = ? AND wording = ?`
	selectRanked = `SELECT wording FROM common_keys WHERE hash = ? ORDER BY rank, wording`
	selectBefore = `SELECT wording FROM common_keys WHERE hash = ?1 AND (rank, wording) < (?2, ?3) ORDER BY rank DESC, wording DESC LIMIT 1`
	selectAfter  = `SELECT wording FROM common_keys WHERE hash = ?1 AND (rank, wording) > (?2, ?3) ORDER BY rank, wording LIMIT 1`
	emptyCommon  = `DELETE FROM common_keys WHERE hash = ?`
	emptyKey     = `DELETE FROM signature_keys WHERE hash = ?`
	emptyRecent  = `DELETE FROM recent_keys WHERE hash = ?`

	selectNear      = `SELECT other FROM near WHERE wording = ?`
	selectNearAmong = `
		SELECT n.wording, n.other FROM json_each(?1) k CROSS JOIN near n ON n.wording = CAST(k.value AS BIGINT)
		WHERE n.other > n.wording AND n.other IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))`
	selectIsNear = `SELECT EXISTS (SELECT 1 FROM near WHERE wording = ? AND other = ?)`
	insertNear   = `INSERT INTO near (wording, other) VALUES (?1, ?2), (?2, ?1) ON CONFLICT DO NOTHING`
	deleteNear   = `DELETE FROM near WHERE wording = ?1 AND other = ?2 OR wording = ?2 AND other = ?1`

	countRecentKeys = `SELECT count(*) FROM recent_keys`
	moveRecentKeys  = `
		INSERT INTO signature_keys (hash, wording)
		SELECT hash, wording FROM recent_keys WHERE true ORDER BY hash, wording LIMIT ? ON CONFLICT DO NOTHING`
	emptyRecentKeys = `
		DELETE FROM recent_keys WHERE (hash, wording) IN (SELECT hash, wording FROM recent_keys ORDER BY hash, wording LIMIT ?)`
)

// commonKey is how many wordings of a collection may have a key before it is
// common: with as many around it, nearly every copy has a print that another
// has, down to a resemblance of 0.80. Tests have it lower.
var commonKey = 64

// MaxRecentKeys is how many keys may be among the recent ones after a batch:
// those of some 3,600 wordings. movedAtOnce is how many one transaction moves.
// Tests have them lower.
var (
	MaxRecentKeys = 1 << 16
	movedAtOnce   = 1 << 11 // some 10 ms
)

// wording is what is kept of a wording beside its words.
type wording struct {
	rank      int64
	signature syndication.Signature
	keys      []int64             // with the collection; parallel to those of the signature
	hashed    []int64             // prints, with the collection
	outline   syndication.Outline // none where an older version wrote it
}

// Words is a body taken apart, with all that is kept of its wording. That of a
// text without words has none of it.
type Words struct {
	text    syndication.Text
	digest  []byte
	encoded []byte // see encodeSignature
	outline syndication.Outline
}

// Read takes an article's body apart; what it gives is of one collection.
func Read(collection corpus.Collection, body string) Words {
	text := syndication.Read(body)
	if text.Size() == 0 {
		return Words{}
	}
	signature := text.Signature()
	return Words{text, digestOf(collection, text), encodeSignature(collection, signature, text.Prints(signature)), text.Outline()}
}

// Word returns the key of a wording, null for none where the text has no words.
// One that is new is tied to the others.
func (w *Tx) Word(r Words) (key sql.NullInt64, err error) {
	if r.digest == nil {
		return key, nil
	}
	x, err := decodeWording(r.digest, r.encoded)
	if err != nil {
		return key, err
	}
	if !w.strange(x) { // else it is new, too
		err = w.QueryRow(selectWording, r.digest).Scan(&key)
		if !errors.Is(err, sql.ErrNoRows) {
			return key, err
		}
	}
	if len(w.keys) > 0 {
		key, w.keys = sql.NullInt64{Int64: w.keys[0], Valid: true}, w.keys[1:]
		err = w.Exec(insertWordingAs, r.digest, r.encoded, []byte(r.outline), key.Int64)
	} else {
		err = w.QueryRow(insertWording, r.digest, r.encoded, []byte(r.outline)).Scan(&key)
	}
	if err != nil {
		return key, err
	}
	return key, w.tie(key.Int64, x, r.text)
}

// Foresee looks up at once what wordings that may come have to do with others: mostly
// nothing, and then none of them needs a way to the server for it. It takes their keys, too.
func (w *Tx) Foresee(all []Words) error {
	w.met = map[int64]bool{}
	var hashes []int64
	for _, r := range all {
		if r.digest == nil {
			continue
		}
		x, err := decodeWording(r.digest, r.encoded)
		if err != nil {
			return err
		}
		hashes = append(append(hashes, x.keys...), x.hashed...)
	}
	if len(hashes) == 0 {
		return nil
	}
	var err error
	if w.keys, err = w.Numbers(selectWordingKeys, len(all)); err != nil {
		return err
	}
	met, err := w.Numbers(selectMet, NumbersJSON(hashes))
	for _, h := range hashes {
		w.met[h] = false
	}
	for _, h := range met {
		w.met[h] = true
	}
	return err
}

// strange reports whether no wording has anything that a wording has, for all that was
// foreseen.
func (w *Tx) strange(x wording) bool {
	for _, hashes := range [][]int64{x.keys, x.hashed} {
		for _, h := range hashes {
			if met, foreseen := w.met[h]; met || !foreseen {
				return false
			}
		}
	}
	return true
}

// Reword gives an article another wording.
func (w *Tx) Reword(article int64, r Words) error {
	if err := w.Unword(article); err != nil {
		return err
	}
	key, err := w.Word(r)
	if err != nil {
		return err
	}
	return w.Exec(setWording, article, key)
}

// tie puts a new wording into one story with all that it is tied to.
func (w *Tx) tie(key int64, x wording, text syndication.Text) error {
	common, sharers, printed, err := w.kin(x)
	if err != nil {
		return err
	}
	var loose [][2]int64 // candidates no longer, for all that is known
	for hash, of := range sharers {
		if len(of) >= commonKey {
			pairs, err := w.retire(hash, of)
			if err != nil {
				return err
			}
			loose = append(loose, pairs...)
			common = append(common, hash)
			delete(sharers, hash)
		}
	}
	shared := map[int64]int{}
	for _, of := range sharers {
		for _, other := range of {
			shared[other]++
		}
	}
	var candidates []int64
	for other, n := range shared {
		if n >= syndication.MinShared {
			candidates = append(candidates, other)
		}
	}
	for _, hash := range common {
		before, after, err := w.beside(hash, key, x)
		if err != nil {
			return err
		}
		candidates = append(append(candidates, before...), after...)
		if len(before) > 0 && len(after) > 0 {
			loose = append(loose, [2]int64{before[0], after[0]})
		}
		if err := w.Exec(insertCommon, hash, x.rank, key); err != nil {
			return err
		}
	}
	if len(candidates) > 0 {
		w.texts.keep(x.rank, text) // more of its kind may follow
	}
	tied := []int64{key}
	slices.Sort(candidates)
	candidates = slices.Compact(candidates)
	wordings, err := w.wordings(candidates)
	if err != nil {
		return err
	}
	for _, other := range candidates {
		copies, err := w.areCopies(text, x, other, wordings[other])
		if err != nil {
			return err
		}
		if copies {
			if err := w.Exec(insertNear, key, other); err != nil {
				return err
			}
			tied = append(tied, other)
		}
	}
	if err := w.join(append(tied, printed...)); err != nil {
		return err
	}
	own := slices.DeleteFunc(slices.Concat(x.keys, x.hashed), func(h int64) bool { return slices.Contains(common, h) })
	if err := w.keepHashes(key, own); err != nil {
		return err
	}
	return w.loosen(loose)
}

// beside returns who stands before and after a wording among those who share a
// common key, each none or one.
func (w *Tx) beside(hash, key int64, x wording) (before, after []int64, err error) {
	if !x.ranks(hash) {
		return nil, nil, nil
	}
	if before, err = w.Numbers(selectBefore, hash, x.rank, key); err != nil {
		return nil, nil, err
	}
	after, err = w.Numbers(selectAfter, hash, x.rank, key)
	return before, after, err
}

// retire makes a key common. It returns the pairs that may have been candidates
// only because it was not.
func (w *Tx) retire(hash int64, holders []int64) ([][2]int64, error) {
	for _, statement := range []string{emptyKey, emptyRecent} {
		if err := w.Exec(statement, hash); err != nil {
			return nil, err
		}
	}
	wordings, err := w.wordings(holders)
	if err != nil {
		return nil, err
	}
	for _, key := range holders {
		if err := w.Exec(insertCommon, hash, wordings[key].rank, key); err != nil {
			return nil, err
		}
	}
	ranked, err := w.Numbers(selectRanked, hash)
	if err != nil {
		return nil, err
	}
	for i := 1; i < len(ranked) && wordings[ranked[0]].ranks(hash); i++ {
		if err := w.compare(ranked[i-1], ranked[i], wordings); err != nil {
			return nil, err
		}
	}
	return w.pairs(selectNearAmong, NumbersJSON(holders))
}

// revive makes a key that was common one that is not, and compares those who
// share it. It returns the pairs that may have been candidates only because it
// was common.
func (w *Tx) revive(hash int64) ([][2]int64, error) {
	ranked, err := w.Numbers(selectRanked, hash)
	if err != nil {
		return nil, err
	}
	if err := w.Exec(emptyCommon, hash); err != nil {
		return nil, err
	}
	for _, key := range ranked {
		if err := w.keepHashes(key, []int64{hash}); err != nil {
			return nil, err
		}
	}
	wordings, err := w.wordings(ranked)
	if err != nil {
		return nil, err
	}
	common, err := w.commonOf(wordings)
	if err != nil {
		return nil, err
	}
	near, err := w.pairs(selectNearAmong, NumbersJSON(ranked))
	if err != nil {
		return nil, err
	}
	tied := map[[2]int64]bool{}
	for _, p := range near {
		tied[p] = true
	}
	var loose [][2]int64
	for i, a := range ranked {
		for j, b := range ranked[:i] {
			if tied[[2]int64{min(a, b), max(a, b)}] && j < i-1 {
				continue
			}
			if sharedKeys(wordings[a], wordings[b], common) >= syndication.MinShared {
				if err := w.compare(a, b, wordings); err != nil {
					return nil, err
				}
			} else if j == i-1 {
				loose = append(loose, [2]int64{b, a})
			}
		}
	}
	return loose, nil
}

// compare ties two wordings if they are copies and not tied yet.
func (w *Tx) compare(a, b int64, wordings map[int64]wording) error {
	var tied bool
	if err := w.QueryRow(selectIsNear, a, b).Scan(&tied); err != nil || tied {
		return err
	}
	if !wordings[a].signature.Near(wordings[b].signature) {
		return nil
	}
	text, err := w.text(a, wordings[a])
	if err != nil {
		return err
	}
	copies, err := w.areCopies(text, wordings[a], b, wordings[b])
	if err != nil || !copies {
		return err
	}
	if err := w.Exec(insertNear, a, b); err != nil {
		return err
	}
	return w.join([]int64{a, b})
}

// loosen unties those of pairs that are no longer candidates.
func (w *Tx) loosen(pairs [][2]int64) error {
	slices.SortFunc(pairs, func(p, q [2]int64) int { return slices.Compare(p[:], q[:]) })
	pairs = slices.Compact(pairs)
	var keys []int64
	for _, p := range pairs {
		keys = append(keys, p[:]...)
	}
	slices.Sort(keys)
	wordings, err := w.wordings(slices.Compact(keys))
	if err != nil || len(wordings) == 0 {
		return err
	}
	common, err := w.commonOf(wordings)
	if err != nil {
		return err
	}
	var loose []node
	for _, p := range pairs {
		var tied bool
		if err := w.QueryRow(selectIsNear, p[0], p[1]).Scan(&tied); err != nil {
			return err
		}
		if !tied {
			continue
		}
		remain, err := w.areCandidates(p[0], p[1], wordings, common)
		if err != nil {
			return err
		}
		if !remain {
			if err := w.Exec(deleteNear, p[0], p[1]); err != nil {
				return err
			}
			loose = append(loose, node{wording: p[0]}, node{wording: p[1]})
		}
	}
	return w.partEach(loose)
}

// areCandidates reports whether two wordings are to be compared.
func (w *Tx) areCandidates(a, b int64, wordings map[int64]wording, common map[int64]bool) (bool, error) {
	x, y := wordings[a], wordings[b]
	if sharedKeys(x, y, common) >= syndication.MinShared {
		return true, nil
	}
	for i, hash := range x.keys {
		if hash != y.keys[i] || !common[hash] {
			continue
		}
		before, after, err := w.beside(hash, a, x)
		if err != nil || slices.Contains(before, b) || slices.Contains(after, b) {
			return err == nil, err
		}
	}
	return false, nil
}

// Unword takes its wording from an article. A wording that no other has is
// forgotten, and what is left of its story put together anew.
func (w *Tx) Unword(article int64) error {
	var key int64
	err := w.QueryRow(selectOldOne, article).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := w.Exec(setWording, article, nil); err != nil {
		return err
	}
	var others bool
	if err := w.QueryRow(selectIsWorded, key).Scan(&others); err != nil || others {
		return err
	}
	wordings, err := w.wordings([]int64{key})
	if err != nil {
		return err
	}
	x := wordings[key]
	near, err := w.Numbers(selectNear, key)
	if err != nil {
		return err
	}
	var ends []node // of the ties that go
	for _, other := range near {
		if err := w.Exec(deleteNear, key, other); err != nil {
			return err
		}
		ends = append(ends, node{wording: other})
	}
	for _, p := range x.hashed {
		ends = append(ends, node{print: p})
	}
	for _, statement := range []string{deleteHashes, deleteRecent} {
		if err := w.Exec(statement, key, NumbersJSON(slices.Concat(x.keys, x.hashed))); err != nil {
			return err
		}
	}
	loose, err := w.withdraw(key, x)
	if err != nil {
		return err
	}
	if err := w.Exec(deleteWording, key); err != nil {
		return err
	}
	w.texts.drop(x.rank)
	if err := w.part(ends); err != nil {
		return err
	}
	return w.loosen(loose)
}

// withdraw takes a wording from those who share its common keys. Whoever stood
// beside it now stand beside each other.
func (w *Tx) withdraw(key int64, x wording) (loose [][2]int64, err error) {
	common, err := w.Numbers(selectCommon, NumbersJSON(x.keys))
	if err != nil {
		return nil, err
	}
	for _, hash := range common {
		before, after, err := w.beside(hash, key, x)
		if err != nil {
			return nil, err
		}
		if err := w.Exec(deleteCommon, hash, x.rank, key); err != nil {
			return nil, err
		}
		if len(before) > 0 && len(after) > 0 {
			wordings, err := w.wordings([]int64{before[0], after[0]})
			if err != nil {
				return nil, err
			}
			if err := w.compare(before[0], after[0], wordings); err != nil {
				return nil, err
			}
		}
		var left int
		if err := w.QueryRow(countCommon, hash, commonKey+1).Scan(&left); err != nil {
			return nil, err
		}
		if left <= commonKey {
			pairs, err := w.revive(hash)
			if err != nil {
				return nil, err
			}
			loose = append(loose, pairs...)
		}
	}
	return loose, nil
}

// keepHashes adds keys and prints of a wording.
func (w *Tx) keepHashes(key int64, hashes []int64) error {
	statement := insertHashes
	if w.settled {
		statement = insertSettled
		for _, h := range hashes {
			w.met[h] = true
		}
	}
	return w.Exec(statement, key, NumbersJSON(hashes))
}

// SettleKeys moves some of the recent keys to the others, in their order, so
// that each page of the others is changed once. It reports whether some are left.
func (w *Tx) SettleKeys() (left bool, err error) {
	for _, statement := range []string{moveRecentKeys, emptyRecentKeys} {
		if err := w.Exec(statement, movedAtOnce); err != nil {
			return false, err
		}
	}
	n, err := w.CountRecentKeys()
	return n > 0, err
}

// CountRecentKeys counts the keys that are yet to be settled.
func (w *Tx) CountRecentKeys() (n int, err error) {
	if w.settled {
		return 0, nil
	}
	err = w.QueryRow(countRecentKeys).Scan(&n)
	return n, err
}

// areCopies reports whether a text, with what is kept of it, and another wording,
// with which it shares keys, are copies.
func (w *Tx) areCopies(text syndication.Text, x wording, other int64, y wording) (bool, error) {
	if !x.signature.Near(y.signature) || !text.MayCopy(y.outline) {
		return false, nil
	}
	t, err := w.text(other, y)
	return err == nil && text.CopyOf(t), err
}

// rankingKeys is how many of its keys, the first, put a wording beside others
// where they are common: enough that nearly every copy has such a key with its
// like, few enough that each costs little.
const rankingKeys = 4

// ranks reports whether a key of a wording puts it beside others.
func (x wording) ranks(hash int64) bool { return slices.Contains(x.keys[:rankingKeys], hash) }

// kin returns which keys of a wording are common, who has each that is not, and who
// has a print of it.
func (w *Tx) kin(x wording) (common []int64, sharers map[int64][]int64, printed []int64, err error) {
	if w.strange(x) {
		return nil, nil, nil, nil
	}
	rows, err := w.query(selectKin, NumbersJSON(x.keys), NumbersJSON(x.hashed))
	if err != nil {
		return nil, nil, nil, err
	}
	sharers = map[int64][]int64{}
	err = EachRow(rows, func(rows *sql.Rows) error {
		var kind int
		var hash int64
		var of sql.NullInt64
		err := rows.Scan(&kind, &hash, &of)
		switch {
		case kind == 0:
			common = append(common, hash)
		case kind == 1:
			sharers[hash] = append(sharers[hash], of.Int64)
		case of.Valid:
			printed = append(printed, of.Int64)
		}
		return err
	})
	return common, sharers, printed, err
}

// commonOf returns which of the keys of wordings are common.
func (w *Tx) commonOf(wordings map[int64]wording) (map[int64]bool, error) {
	var keys []int64
	for _, x := range wordings {
		keys = append(keys, x.keys...)
	}
	slices.Sort(keys)
	found, err := w.Numbers(selectCommon, NumbersJSON(slices.Compact(keys)))
	common := map[int64]bool{}
	for _, k := range found {
		common[k] = true
	}
	return common, err
}

// sharedKeys counts the keys of two wordings, those that are common left out.
func sharedKeys(x, y wording, common map[int64]bool) int {
	n := 0
	for i, k := range x.keys {
		if k == y.keys[i] && !common[k] {
			n++
		}
	}
	return n
}

func (w *Tx) wordings(keys []int64) (map[int64]wording, error) {
	out := map[int64]wording{}
	if len(keys) == 0 {
		return out, nil
	}
	rows, err := w.query(selectSignatures, NumbersJSON(keys))
	if err != nil {
		return nil, err
	}
	err = EachRow(rows, func(rows *sql.Rows) error {
		var key int64
		var digest, b, outline []byte
		if err := rows.Scan(&key, &digest, &b, &outline); err != nil {
			return err
		}
		x, err := decodeWording(digest, b)
		x.outline = outline
		out[key] = x
		return err
	})
	if err == nil && len(out) < len(keys) {
		err = fmt.Errorf("%d wordings are missing: %w", len(keys)-len(out), fault.ErrDamaged)
	}
	return out, err
}

// text returns a wording, taken apart.
func (w *Tx) text(key int64, x wording) (syndication.Text, error) {
	if t, ok := w.texts.kept[x.rank]; ok {
		return t, nil
	}
	var body string
	if err := w.QueryRow(selectBody, key).Scan(&body); err != nil {
		return syndication.Text{}, err
	}
	t := syndication.Read(body)
	w.texts.keep(x.rank, t)
	return t, nil
}

// Numbers returns what a query gives in one column, without nulls.
func (w *Tx) Numbers(query string, args ...any) ([]int64, error) {
	rows, err := w.query(query, args...)
	if err != nil {
		return nil, err
	}
	var out []int64
	err = EachRow(rows, func(rows *sql.Rows) error {
		var n sql.NullInt64
		err := rows.Scan(&n)
		if n.Valid {
			out = append(out, n.Int64)
		}
		return err
	})
	return out, err
}

// pairs returns what a query gives in two columns.
func (w *Tx) pairs(query string, args ...any) ([][2]int64, error) {
	rows, err := w.query(query, args...)
	if err != nil {
		return nil, err
	}
	var out [][2]int64
	err = EachRow(rows, func(rows *sql.Rows) error {
		var p [2]int64
		err := rows.Scan(&p[0], &p[1])
		out = append(out, p)
		return err
	})
	return out, err
}

// Texts are wordings taken apart, to be compared, by rank: what a transaction
// that failed had compared is good for the next.
type Texts struct {
	kept map[int64]syndication.Text
	size int
}

// maxTexts bounds the memory of texts that are kept, in shingles of 8 bytes: to
// 4 MB, or a thousand of usual length.
const maxTexts = 1 << 19

func (t *Texts) keep(rank int64, text syndication.Text) {
	if t.size+text.Size() > maxTexts || t.kept == nil {
		*t = Texts{kept: map[int64]syndication.Text{}}
	}
	t.kept[rank] = text
	t.size += text.Size()
}

func (t *Texts) drop(rank int64) {
	t.size -= t.kept[rank].Size()
	delete(t.kept, rank)
}

// digestOf identifies a wording among those of all collections.
func digestOf(collection corpus.Collection, text syndication.Text) []byte {
	words := text.Digest()
	sum := sha256.Sum256(append(words[:], collection...))
	return sum[:digestSize]
}

const digestSize = 16

// keyBits is the size of a key with its collection: SQLite keeps as many in six
// bytes. Two that are alike by chance cost a comparison. Prints have all bits
// but two: for the sign, and to tell them from keys.
const keyBits = 47

// encodeSignature writes the keys and prints of a wording with its collection,
// and its signature, in little-endian order.
func encodeSignature(collection corpus.Collection, s syndication.Signature, prints []uint64) []byte {
	salt := sha256.Sum256([]byte(collection))
	hash := func(n uint64) uint64 {
		sum := sha256.Sum256(binary.LittleEndian.AppendUint64(salt[:len(salt):len(salt)], n))
		return binary.LittleEndian.Uint64(sum[:])
	}
	var b []byte
	for _, k := range s.Keys() {
		b = binary.LittleEndian.AppendUint64(b, hash(uint64(k))>>(64-keyBits))
	}
	for _, p := range prints {
		b = binary.LittleEndian.AppendUint64(b, hash(p)>>2|1<<62)
	}
	for _, h := range s.Hashes {
		b = binary.LittleEndian.AppendUint32(b, h)
	}
	return binary.LittleEndian.AppendUint32(b, s.Shingles)
}

func decodeWording(digest, b []byte) (wording, error) {
	var x wording
	if len(digest) != digestSize || len(b) != 8*(syndication.KeyCount+syndication.PrintCount)+binary.Size(x.signature) {
		return x, fmt.Errorf("a signature has %d bytes: %w", len(b), fault.ErrDamaged)
	}
	x.rank = int64(binary.LittleEndian.Uint64(digest))
	hashes := make([]int64, syndication.KeyCount+syndication.PrintCount)
	for i := range hashes {
		hashes[i] = int64(binary.LittleEndian.Uint64(b[8*i:]))
	}
	x.keys, x.hashed = hashes[:syndication.KeyCount:syndication.KeyCount], hashes[syndication.KeyCount:]
	b = b[8*len(hashes):]
	for i := range x.signature.Hashes {
		x.signature.Hashes[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	x.signature.Shingles = binary.LittleEndian.Uint32(b[4*len(x.signature.Hashes):])
	return x, nil
}
