package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"sitrep/corpus"
	"sitrep/corpus/syndication"
)

// Copies are found when an article is stored. What is compared is wordings, not
// articles, so that the same text in a thousand articles costs no more than in
// one. Two wordings of a collection are tied if
//
//   - they have a print in common; see [syndication.Text.Prints]; or
//   - they have [syndication.MinShared] keys in common that are not common, and
//     package syndication says that they are copies.
//
// A key is common while more than commonKey wordings have it, as where an
// outlet puts the same words under everything. It then tells nothing, and costs
// nothing. What is nearly the same in that many articles is tied by its prints.
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
		INSERT INTO wordings (key, digest, story, signature)
		SELECT n, ?1, n, ?2
		FROM (SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'wordings'), 0) + 1 AS n)
		RETURNING key`
	setStory       = `UPDATE wordings SET story = ?2 WHERE key = ?1`
	deleteWording  = `DELETE FROM wordings WHERE key = ?`
	setWording     = `UPDATE articles SET wording = ?2 WHERE key = ?1`
	selectOldOne   = `SELECT wording FROM articles WHERE key = ? AND wording IS NOT NULL`
	selectIsWorded = `SELECT EXISTS (SELECT 1 FROM articles WHERE wording = ?)`

	selectSignatures = `SELECT w.key, w.signature FROM json_each(?) k CROSS JOIN wordings w ON w.key = k.value`
	selectBody       = `
		SELECT r.body FROM articles a JOIN revisions r ON r.article = a.key AND r.revision = a.revision
		WHERE a.wording = ? LIMIT 1`

	insertHashes = `INSERT INTO recent_keys (wording, hash) SELECT ?1, value FROM json_each(?2) WHERE true ON CONFLICT DO NOTHING`
	deleteHashes = `DELETE FROM signature_keys WHERE wording = ?1 AND hash IN (SELECT value FROM json_each(?2))`
	deleteRecent = `DELETE FROM recent_keys WHERE wording = ?1 AND hash IN (SELECT value FROM json_each(?2))`

	// The wordings that have those of the keys that are not common.
	selectSharers = `
		SELECT s.hash, s.wording FROM json_each(?1) k CROSS JOIN signature_keys s ON s.hash = k.value
		WHERE k.value NOT IN (SELECT hash FROM common_keys)
		UNION ALL
		SELECT s.hash, s.wording FROM json_each(?1) k CROSS JOIN recent_keys s ON s.hash = k.value
		WHERE k.value NOT IN (SELECT hash FROM common_keys)`
	// One or two of the wordings that have each print.
	selectPrinted = `
		SELECT coalesce((SELECT wording FROM signature_keys WHERE hash = k.value LIMIT 1),
		                (SELECT wording FROM recent_keys WHERE hash = k.value LIMIT 1))
		FROM json_each(?1) k`
	// The next of those that have a hash.
	selectHolders = `
		SELECT wording FROM (
		  SELECT wording FROM signature_keys WHERE hash = ?1 AND wording > ?2
		  UNION ALL SELECT wording FROM recent_keys WHERE hash = ?1 AND wording > ?2)
		ORDER BY wording LIMIT ?3`

	selectCommon = `SELECT k.value FROM json_each(?) k WHERE k.value IN (SELECT hash FROM common_keys)`
	insertCommon = `INSERT INTO common_keys (hash) VALUES (?)`
	deleteCommon = `DELETE FROM common_keys WHERE hash = ?`

	selectNear      = `SELECT other FROM near WHERE wording = ?`
	selectNearAmong = `
		SELECT n.wording, n.other FROM json_each(?1) k CROSS JOIN near n ON n.wording = k.value
		WHERE n.other > n.wording AND n.other IN (SELECT value FROM json_each(?1))`
	insertNear = `INSERT INTO near (wording, other) VALUES (?1, ?2), (?2, ?1) ON CONFLICT DO NOTHING`
	deleteNear = `DELETE FROM near WHERE wording = ?1 AND other = ?2 OR wording = ?2 AND other = ?1`

	countRecentKeys = `SELECT count(*) FROM recent_keys`
	moveRecentKeys  = `
		INSERT OR IGNORE INTO signature_keys (hash, wording)
		SELECT hash, wording FROM recent_keys ORDER BY hash, wording LIMIT ?`
	emptyRecentKeys = `
		DELETE FROM recent_keys WHERE (hash, wording) IN (SELECT hash, wording FROM recent_keys ORDER BY hash, wording LIMIT ?)`
)

// commonKey is how many wordings of a collection may have a key before it is
// common: with as many around it, nearly every copy has a print that another
// has, down to a resemblance of 0.80. Tests have it lower.
var commonKey = 64

// maxRecentKeys is how many keys may be among the recent ones after a batch:
// those of some 3,600 wordings. movedAtOnce is how many one transaction moves.
// Tests have them lower.
var (
	maxRecentKeys = 1 << 16
	movedAtOnce   = 1 << 12 // some 20 ms
)

// wording is what is kept of a wording beside its words.
type wording struct {
	signature syndication.Signature
	prints    []uint64
	keys      []int64 // with the collection; parallel to those of the signature
	hashed    []int64 // prints, with the collection
}

// word returns the key of a wording of a collection, null for none where the
// text has no words. One that is new is tied to the others.
func (w *writer) word(collection corpus.Collection, text syndication.Text) (key sql.NullInt64, err error) {
	if text.Size() == 0 {
		return key, nil
	}
	digest := digestOf(collection, text)
	err = w.queryRow(selectWording, digest).Scan(&key)
	if !errors.Is(err, sql.ErrNoRows) {
		return key, err
	}
	signature := text.Signature()
	encoded := encodeSignature(collection, signature, text.Prints(signature))
	if err := w.queryRow(insertWording, digest, encoded).Scan(&key); err != nil {
		return key, err
	}
	x, err := decodeSignature(encoded)
	if err != nil {
		return key, err
	}
	return key, w.tie(key.Int64, x, text)
}

// reword gives an article another wording.
func (w *writer) reword(article int64, collection corpus.Collection, text syndication.Text) error {
	if err := w.unword(article); err != nil {
		return err
	}
	key, err := w.word(collection, text)
	if err != nil {
		return err
	}
	return w.exec(setWording, article, key)
}

// tie puts a new wording into one story with all that it is tied to.
func (w *writer) tie(key int64, x wording, text syndication.Text) error {
	sharers, err := w.sharers(x.keys)
	if err != nil {
		return err
	}
	var grown []int64 // keys that become common
	for hash, of := range sharers {
		if len(of) >= commonKey {
			grown = append(grown, hash)
		}
	}
	if err := w.retire(grown, sharers); err != nil {
		return err
	}
	shared := map[int64]int{}
	for hash, of := range sharers {
		if !slices.Contains(grown, hash) {
			for _, other := range of {
				shared[other]++
			}
		}
	}
	var candidates []int64
	for other, n := range shared {
		if n >= syndication.MinShared {
			candidates = append(candidates, other)
		}
	}
	if len(candidates) > 0 {
		w.texts.keep(key, text) // more of its kind may follow
	}
	slices.Sort(candidates)
	wordings, err := w.wordings(candidates)
	if err != nil {
		return err
	}
	tied := []int64{key}
	for _, other := range candidates {
		copies, err := w.areCopies(text, x, other, wordings[other])
		if err != nil {
			return err
		}
		if copies {
			if err := w.exec(insertNear, key, other); err != nil {
				return err
			}
			tied = append(tied, other)
		}
	}
	printed, err := w.numbers(selectPrinted, numbersJSON(x.hashed))
	if err != nil {
		return err
	}
	if err := w.join(append(tied, printed...)); err != nil {
		return err
	}
	return w.exec(insertHashes, key, numbersJSON(slices.Concat(x.keys, x.hashed)))
}

// retire makes keys common. Those of sharers who are tied through them alone
// are so no longer.
func (w *writer) retire(keys []int64, sharers map[int64][]int64) error {
	if len(keys) == 0 {
		return nil
	}
	var among []int64
	for _, k := range keys {
		if err := w.exec(insertCommon, k); err != nil {
			return err
		}
		among = append(among, sharers[k]...)
	}
	slices.Sort(among)
	among = slices.Compact(among)
	pairs, err := w.pairs(selectNearAmong, numbersJSON(among))
	if err != nil || len(pairs) == 0 {
		return err
	}
	wordings, err := w.wordings(among)
	if err != nil {
		return err
	}
	common, err := w.commonOf(wordings)
	if err != nil {
		return err
	}
	var loose []node
	for _, p := range pairs {
		if sharedKeys(wordings[p[0]], wordings[p[1]], common) >= syndication.MinShared {
			continue
		}
		if err := w.exec(deleteNear, p[0], p[1]); err != nil {
			return err
		}
		loose = append(loose, node{wording: p[0]}, node{wording: p[1]})
	}
	return w.part(loose)
}

// revive makes a key that was common one that is not. Those who share it are
// compared.
func (w *writer) revive(key int64) error {
	if err := w.exec(deleteCommon, key); err != nil {
		return err
	}
	among, err := w.numbers(selectHolders, key, 0, commonKey)
	if err != nil {
		return err
	}
	wordings, err := w.wordings(among)
	if err != nil {
		return err
	}
	common, err := w.commonOf(wordings)
	if err != nil {
		return err
	}
	for i, a := range among {
		text, err := w.text(a)
		if err != nil {
			return err
		}
		tied := []int64{a}
		for _, b := range among[:i] {
			if sharedKeys(wordings[a], wordings[b], common) < syndication.MinShared {
				continue
			}
			copies, err := w.areCopies(text, wordings[a], b, wordings[b])
			if err != nil {
				return err
			}
			if copies {
				if err := w.exec(insertNear, a, b); err != nil {
					return err
				}
				tied = append(tied, b)
			}
		}
		if err := w.join(tied); err != nil {
			return err
		}
	}
	return nil
}

// unword takes its wording from an article. A wording that no other has is
// forgotten, and what is left of its story put together anew.
func (w *writer) unword(article int64) error {
	var key int64
	err := w.queryRow(selectOldOne, article).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := w.exec(setWording, article, nil); err != nil {
		return err
	}
	var others bool
	if err := w.queryRow(selectIsWorded, key).Scan(&others); err != nil || others {
		return err
	}
	wordings, err := w.wordings([]int64{key})
	if err != nil {
		return err
	}
	x := wordings[key]
	near, err := w.numbers(selectNear, key)
	if err != nil {
		return err
	}
	var loose []node
	for _, other := range near {
		if err := w.exec(deleteNear, key, other); err != nil {
			return err
		}
		loose = append(loose, node{wording: other})
	}
	for _, p := range x.hashed {
		loose = append(loose, node{print: p})
	}
	for _, statement := range []string{deleteHashes, deleteRecent} {
		if err := w.exec(statement, key, numbersJSON(slices.Concat(x.keys, x.hashed))); err != nil {
			return err
		}
	}
	if err := w.exec(deleteWording, key); err != nil {
		return err
	}
	w.texts.drop(key)
	common, err := w.numbers(selectCommon, numbersJSON(x.keys))
	if err != nil {
		return err
	}
	for _, k := range common {
		holders, err := w.numbers(selectHolders, k, 0, commonKey+1)
		if err != nil {
			return err
		}
		if len(holders) <= commonKey {
			if err := w.revive(k); err != nil {
				return err
			}
		}
	}
	return w.part(loose)
}

// Statements on the articles of a store that an older version wrote.
const (
	selectAnyUncompared = `SELECT EXISTS (SELECT 1 FROM uncompared)`
	selectUncompared    = `
		SELECT a.key, a.collection, r.body
		FROM uncompared u JOIN articles a ON a.key = u.article
		JOIN revisions r ON r.article = a.key AND r.revision = a.revision
		ORDER BY u.article LIMIT 1`
	deleteUncompared = `DELETE FROM uncompared WHERE article = ?`
	emptyUncompared  = `DELETE FROM uncompared`
)

// compareOlder finds the copies among the articles of a store that an older
// version wrote.
func (s *Store) compareOlder(ctx context.Context) error {
	var left bool
	if err := s.read.QueryRowContext(ctx, selectAnyUncompared).Scan(&left); err != nil {
		return err
	}
	var compared texts
	for left {
		err := s.update(ctx, "compare the articles", func(tx *sql.Tx) error {
			w := newWriter(tx, &compared)
			defer w.close()
			for turn := s.turn(); ; {
				var key int64
				var collection corpus.Collection
				var body string
				err := w.queryRow(selectUncompared).Scan(&key, &collection, &body)
				if errors.Is(err, sql.ErrNoRows) {
					left = false
					return w.exec(emptyUncompared)
				}
				if err != nil {
					return err
				}
				if err := w.reword(key, collection, syndication.Read(body)); err != nil {
					return err
				}
				if err := w.exec(deleteUncompared, key); err != nil {
					return err
				}
				if turn() {
					break
				}
			}
			n, err := w.countRecentKeys()
			for err == nil && n > maxRecentKeys {
				var left bool
				if left, err = w.settleKeys(); !left {
					break
				}
			}
			return err
		})
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// settleKeys moves some of the recent keys to the others, in their order, so
// that each page of the others is changed once. It reports whether some are left.
func (w *writer) settleKeys() (left bool, err error) {
	for _, statement := range []string{moveRecentKeys, emptyRecentKeys} {
		if err := w.exec(statement, movedAtOnce); err != nil {
			return false, err
		}
	}
	n, err := w.countRecentKeys()
	return n > 0, err
}

func (w *writer) countRecentKeys() (n int, err error) {
	err = w.queryRow(countRecentKeys).Scan(&n)
	return n, err
}

// areCopies reports whether a text, with what is kept of it, and another wording,
// with which it shares keys, are copies.
func (w *writer) areCopies(text syndication.Text, x wording, other int64, y wording) (bool, error) {
	if !x.signature.Near(y.signature) {
		return false, nil
	}
	t, err := w.text(other)
	return err == nil && text.CopyOf(t), err
}

// sharers returns who has each of the keys that are not common.
func (w *writer) sharers(keys []int64) (map[int64][]int64, error) {
	pairs, err := w.pairs(selectSharers, numbersJSON(keys))
	of := map[int64][]int64{}
	for _, p := range pairs {
		of[p[0]] = append(of[p[0]], p[1])
	}
	return of, err
}

// commonOf returns which of the keys of wordings are common.
func (w *writer) commonOf(wordings map[int64]wording) (map[int64]bool, error) {
	var keys []int64
	for _, x := range wordings {
		keys = append(keys, x.keys...)
	}
	slices.Sort(keys)
	found, err := w.numbers(selectCommon, numbersJSON(slices.Compact(keys)))
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

func (w *writer) wordings(keys []int64) (map[int64]wording, error) {
	out := map[int64]wording{}
	if len(keys) == 0 {
		return out, nil
	}
	rows, err := w.query(selectSignatures, numbersJSON(keys))
	if err != nil {
		return nil, err
	}
	err = eachRow(rows, func(rows *sql.Rows) error {
		var key int64
		var b []byte
		err := rows.Scan(&key, &b)
		if err == nil {
			out[key], err = decodeSignature(b)
		}
		return err
	})
	if err == nil && len(out) < len(keys) {
		err = fmt.Errorf("%d wordings are missing: %w", len(keys)-len(out), ErrDamaged)
	}
	return out, err
}

// text returns a wording, taken apart.
func (w *writer) text(key int64) (syndication.Text, error) {
	if t, ok := w.texts.kept[key]; ok {
		return t, nil
	}
	var body string
	if err := w.queryRow(selectBody, key).Scan(&body); err != nil {
		return syndication.Text{}, err
	}
	t := syndication.Read(body)
	w.texts.keep(key, t)
	return t, nil
}

// numbers returns what a query gives in one column, without nulls.
func (w *writer) numbers(query string, args ...any) ([]int64, error) {
	rows, err := w.query(query, args...)
	if err != nil {
		return nil, err
	}
	var out []int64
	err = eachRow(rows, func(rows *sql.Rows) error {
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
func (w *writer) pairs(query string, args ...any) ([][2]int64, error) {
	rows, err := w.query(query, args...)
	if err != nil {
		return nil, err
	}
	var out [][2]int64
	err = eachRow(rows, func(rows *sql.Rows) error {
		var p [2]int64
		err := rows.Scan(&p[0], &p[1])
		out = append(out, p)
		return err
	})
	return out, err
}

// texts are wordings taken apart, to be compared. They are good for ever, as the
// key of a wording is given once.
type texts struct {
	kept map[int64]syndication.Text
	size int
}

// maxTexts bounds the memory of texts that are kept, in shingles of 8 bytes: to
// 32 MB, or thousands of usual length.
const maxTexts = 4 << 20

func (t *texts) keep(key int64, text syndication.Text) {
	if t.size+text.Size() > maxTexts || t.kept == nil {
		*t = texts{kept: map[int64]syndication.Text{}}
	}
	t.kept[key] = text
	t.size += text.Size()
}

func (t *texts) drop(key int64) {
	t.size -= t.kept[key].Size()
	delete(t.kept, key)
}

// digestOf identifies a wording among those of all collections.
func digestOf(collection corpus.Collection, text syndication.Text) []byte {
	words := text.Digest()
	sum := sha256.Sum256(append(words[:], collection...))
	return sum[:16]
}

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

func decodeSignature(b []byte) (wording, error) {
	var x wording
	if len(b) != 8*(syndication.KeyCount+syndication.PrintCount)+binary.Size(x.signature) {
		return x, fmt.Errorf("a signature has %d bytes: %w", len(b), ErrDamaged)
	}
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
