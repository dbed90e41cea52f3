/*
 * Signatures: the key that this session signs with, and those that an environment demands.
 */
#include "audit/signature.h"
#include "config/secret.h"
#include "session/session_int.h"

/* The signer comes first: it is this object that the recorder holds. */
struct gw_session_signer {
	struct gw_signer signer;
	struct gw_private_key *key;
	const char *name; /* in `keys` */
};

static const char *sign_text(const struct gw_signer *signer, struct gw_arena *arena,
			     struct gw_view text)
{
	const struct gw_session_signer *self = (const struct gw_session_signer *)signer;
	const struct gw_signature signature = gw_sign(self->key, text);

	return gw_base64(arena, signature.bytes, sizeof(signature.bytes));
}

/* The setting is the PEM text, or names a file with it, which nobody else may read. */
static bool read_pem(struct gw_session *session, const char *text, struct gw_text *ret_file,
		     struct gw_view *ret_pem, struct gw_error **err)
{
	const struct gw_config *config = session->config;
	const struct gw_setting *setting = &config->settings[GW_KEY_SIGNING_KEY];

	*ret_pem = gw_view_of(text);
	if (gw_view_find(*ret_pem, GW_VIEW("-----BEGIN")) != GW_NOWHERE)
		return true;
	if (setting->offset != GW_NOWHERE && setting->secret == NULL)
		text = gw_path_from(session->arena, config->folder, text);
	if (!gw_file_read_secret(text, ret_file, err))
		return false;
	*ret_pem = ret_file->view;
	return true;
}

static bool read_key(struct gw_session *session, const char *text, struct gw_private_key **ret_key,
		     struct gw_error **err)
{
	GW_TEXT_AUTO struct gw_text file = {0};
	const char *passphrase;
	struct gw_view pem;

	return read_pem(session, text, &file, &pem, err) &&
	       gw_config_secret(session->config, session->arena, GW_KEY_SIGNING_PASSPHRASE,
				&passphrase, err) &&
	       gw_private_key_parse("signing_key", pem, passphrase, ret_key, err);
}

static bool read_ring(struct gw_session *session, struct gw_key_ring *ret_ring,
		      struct gw_error **err)
{
	return gw_key_ring_read(session->arena, gw_config_text(session->config, GW_KEY_KEYS),
				ret_ring, err);
}

bool gw_session_sign(struct gw_session *session, struct gw_error **err)
{
	struct gw_session_signer *self;
	const struct gw_trusted_key *trusted;
	struct gw_key_ring ring;
	struct gw_public_key public;
	struct gw_private_key *key = NULL;
	const char *text;

	if (session->signer != NULL)
		return true;
	if (!gw_config_secret(session->config, session->arena, GW_KEY_SIGNING_KEY, &text, err))
		return false;
	if (text == NULL)
		return true;
	if (!read_ring(session, &ring, err) || !read_key(session, text, &key, err))
		return false;
	self = gw_new(session->arena, struct gw_session_signer);
	public = gw_public_key_of(key);
	trusted = gw_key_ring_find(&ring, &public);
	self->key = key;
	self->name = trusted != NULL ? trusted->name : "unknown";
	self->signer.name = gw_key_line(session->arena, &public, self->name);
	self->signer.sign = sign_text;
	session->signer = self;
	return true;
}

void gw_session_forget_key(struct gw_session *session)
{
	if (session->signer != NULL)
		gw_private_key_free(session->signer->key);
	session->signer = NULL;
}

const struct gw_signer *gw_session_signer(const struct gw_session *session)
{
	return session->signer != NULL ? &session->signer->signer : NULL;
}

bool gw_session_key(struct gw_session *session, const struct gw_private_key **ret_key,
		    const char **ret_name, struct gw_error **err)
{
	if (!gw_session_sign(session, err))
		return false;
	*ret_key = session->signer != NULL ? session->signer->key : NULL;
	*ret_name = session->signer != NULL ? session->signer->name : NULL;
	return true;
}

/* --- demands --- */

/* Text of the history, or of another source, that a signature beside a file says nothing of. */
static bool fail_stored(const struct gw_step *step, struct gw_error **err)
{
	gw_fail(err, GW_E_SIGNATURE,
		"the script that takes %s back comes from the history: it is not "
		"signed",
		step->label);
	gw_error_hint(*err, "Put the migration's file back, with its signature.");
	return false;
}

static bool check_hooks(struct gw_session *session, const struct gw_signature_demand *demand,
			struct gw_error **err)
{
	struct gw_source *source = session->source;

	for (size_t i = 0; i < GW_HOOK_COUNT; i++) {
		struct gw_signable signable;

		if (!gw_signable_hook(source, session->arena, (enum gw_hook)i, &signable, err) ||
		    (signable.path != NULL &&
		     !gw_signatures_check(source, session->arena, &signable, demand, err)))
			return false;
	}
	return true;
}

static bool check_step(struct gw_session *session, const struct gw_step *step,
		       const struct gw_signature_demand *demand, struct gw_error **err)
{
	struct gw_signable signable;

	if (step->stored || step->migration == NULL)
		return fail_stored(step, err);
	return gw_signable_migration(step->source, session->arena, step->migration, &signable,
				     err) &&
	       gw_signatures_check(step->source, session->arena, &signable, demand, err);
}

bool gw_session_require_signatures(struct gw_session *session, const struct gw_plan *plan,
				   struct gw_error **err)
{
	struct gw_key_ring ring;
	const char **names;
	struct gw_signature_demand demand = {
		.count = gw_config_number(session->config, GW_KEY_REQUIRE_SIGNATURES),
		.nnames = gw_config_list(session->config, GW_KEY_REQUIRE_KEYS, &names),
		.ring = &ring,
	};

	demand.names = names;
	/* Who names keys means one of them at least. */
	if (demand.nnames != 0)
		demand.count = GW_MAX(demand.count, (size_t)1);
	if (demand.count == 0)
		return true;
	if (!read_ring(session, &ring, err) || !check_hooks(session, &demand, err))
		return false;
	for (size_t i = 0; i < plan->steps.n; i++) {
		if (!check_step(session, &plan->steps.items[i], &demand, err))
			return false;
	}
	return true;
}
