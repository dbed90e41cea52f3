/*
 * Checksums that other tools keep.
 */
#include "adopt/adopt_int.h"
#include "base/ascii.h"

static uint32_t crc32_add(uint32_t crc, struct gw_view bytes)
{
	for (size_t i = 0; i < bytes.n; i++) {
		crc ^= (unsigned char)bytes.p[i];
		for (int bit = 0; bit < 8; bit++)
			crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320U : 0);
	}
	return crc;
}

uint32_t gw_adopt_crc32_plain(struct gw_view bytes)
{
	return ~crc32_add(UINT32_MAX, bytes);
}

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

/* A lone CR ends a line too, so it is as if no line end were there at all. */
int32_t gw_adopt_crc32(struct gw_view content)
{
	uint32_t crc = UINT32_MAX;

	if (gw_view_starts(content, "\xEF\xBB\xBF"))
		content = gw_view_from(content, 3);
	for (size_t i = 0, start = 0; i <= content.n; i++) {
		if (i < content.n && !is_line_end(content.p[i]))
			continue;
		crc = crc32_add(crc, gw_view_slice(content, start, i));
		start = i + 1;
	}
	return (int32_t)~crc;
}

/* SipHash with a key of zeros, one round for each word and three at the end. */
struct sip {
	uint64_t v[4];
	uint64_t word; /* the bytes that are not a whole word yet */
	size_t n; /* bytes so far */
};

static uint64_t rotate(uint64_t x, unsigned bits)
{
	return x << bits | x >> (64 - bits);
}

static void sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[0] = rotate(v[0], 32);
	v[2] += v[3];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[2] = rotate(v[2], 32);
}

static void sip_word(struct sip *sip, uint64_t word)
{
	sip->v[3] ^= word;
	sip_round(sip->v);
	sip->v[0] ^= word;
}

static void sip_byte(struct sip *sip, unsigned char byte)
{
	sip->word |= (uint64_t)byte << (8 * (sip->n % 8));
	if (++sip->n % 8 != 0)
		return;
	sip_word(sip, sip->word);
	sip->word = 0;
}

/* A text ends with 0xFF. */
static void sip_text(struct sip *sip, struct gw_view text)
{
	for (size_t i = 0; i < text.n; i++)
		sip_byte(sip, (unsigned char)text.p[i]);
	sip_byte(sip, 0xFF);
}

static uint64_t sip_end(struct sip *sip)
{
	sip_word(sip, sip->word | (uint64_t)sip->n << 56);
	sip->v[2] ^= 0xFF;
	for (int i = 0; i < 3; i++)
		sip_round(sip->v);
	return sip->v[0] ^ sip->v[1] ^ sip->v[2] ^ sip->v[3];
}

uint64_t gw_adopt_siphash(struct gw_view name, uint64_t version, size_t version_bytes,
			  struct gw_view content)
{
	struct sip sip = {.v = {0x736f6d6570736575, 0x646f72616e646f6d, 0x6c7967656e657261,
				0x7465646279746573}};

	sip_text(&sip, name);
	for (size_t i = 0; i < version_bytes; i++)
		sip_byte(&sip, (unsigned char)(version >> (8 * i)));
	sip_text(&sip, content);
	return sip_end(&sip);
}

struct gw_view gw_adopt_lines(struct gw_arena *arena, struct gw_view content, bool crlf)
{
	char *text = gw_alloc(arena, 2 * content.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < content.n; i++) {
		if (content.p[i] == '\r' && i + 1 < content.n && content.p[i + 1] == '\n')
			continue;
		if (content.p[i] == '\n' && crlf)
			text[n++] = '\r';
		text[n++] = content.p[i];
	}
	return (struct gw_view){text, n};
}

static bool is_hex(struct gw_view text)
{
	for (size_t i = 0; i < text.n; i++)
		if (gw_hex_value(text.p[i]) < 0)
			return false;
	return true;
}

const char *gw_adopt_hex(struct gw_arena *arena, struct gw_view bytes)
{
	static const char digits[] = "0123456789abcdef";
	char *hex;

	/* Bytes may begin so by chance, but they are not twice as many digits. */
	if (gw_view_starts(bytes, "\\x") && is_hex(gw_view_from(bytes, 2)))
		return gw_view_dup(arena, gw_view_from(bytes, 2));
	hex = gw_alloc(arena, 2 * bytes.n + 1);
	for (size_t i = 0; i < bytes.n; i++) {
		hex[2 * i] = digits[(unsigned char)bytes.p[i] >> 4];
		hex[2 * i + 1] = digits[(unsigned char)bytes.p[i] & 15];
	}
	return hex;
}

/* Whether expected is that of the content as it is, or with the other line ends. */
static bool has_digest(struct gw_arena *arena, const char *expected, struct gw_view content,
		       gw_adopt_digest_fn *digest)
{
	return gw_adopt_is_same(digest(arena, content), expected) ||
	       gw_adopt_is_same(digest(arena, gw_adopt_lines(arena, content, false)), expected) ||
	       gw_adopt_is_same(digest(arena, gw_adopt_lines(arena, content, true)), expected);
}

static char *sha256_hex(struct gw_arena *arena, struct gw_view content)
{
	struct gw_digest digest = gw_sha256_of(content);

	return gw_digest_hex(arena, &digest);
}

static enum gw_adopt_proof proof_of(bool holds)
{
	return holds ? GW_ADOPT_PROVED : GW_ADOPT_DISPROVED;
}

enum gw_adopt_proof gw_adopt_compare(const struct gw_adopt_evidence *evidence,
				     gw_adopt_digest_fn *digest)
{
	return proof_of(
		has_digest(evidence->arena, evidence->row->checksum, evidence->content, digest));
}

enum gw_adopt_proof gw_adopt_proves_sha256(const struct gw_adopt_evidence *evidence)
{
	return gw_adopt_compare(evidence, sha256_hex);
}

enum gw_adopt_proof gw_adopt_proves_listed(const struct gw_adopt_evidence *evidence)
{
	const struct gw_adopt_row *row = evidence->row;

	return row->listed == NULL ? GW_ADOPT_UNPROVED
				   : proof_of(gw_adopt_is_same(row->listed, row->checksum));
}
