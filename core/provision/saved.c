/*
 * Plans as files: what somebody looked at and approved is what is done, or nothing is.
 *
 * A file holds the plan as --json shows it, and its fingerprint: a hash of the target, and of every change
 * with what was there before. Whatever makes the plan another one (the declaration, or the live server as
 * far as it is declared) makes another fingerprint.
 */
#include <string.h>

#include "base/fs.h"
#include "base/hash.h"
#include "provision/provision_int.h"

#define FORMAT "godwit provision plan"

enum { FILE_MODE = 0644, FILE_BYTES_MAX = 64 * 1024 * 1024 };

/* All of the plan that is to be the same. */
static struct gw_json *describe(struct gw_provision *provision,
				const struct gw_provision_plan *plan)
{
	struct gw_json *object = gw_json_object();

	gw_json_set_text(object, "format", FORMAT);
	gw_json_set_text(object, "target", gw_url_display(provision->arena, provision->url));
	gw_provision_view(provision, plan, object);
	return object;
}

static const char *fingerprint_of(struct gw_arena *arena, const struct gw_json *object)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_digest digest;

	gw_json_write(object, false, &str);
	digest = gw_sha256_of(gw_str_view(&str));
	return gw_digest_hex(arena, &digest);
}

bool gw_provision_plan_save(struct gw_provision *provision, const struct gw_provision_plan *plan,
			    const char *path, struct gw_error **err)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_json *object = describe(provision, plan);

	gw_json_set_text(object, "fingerprint", fingerprint_of(provision->arena, object));
	gw_json_write(object, true, &str);
	gw_str_putc(&str, '\n');
	gw_json_free(object);
	return gw_file_write(path, gw_str_view(&str), FILE_MODE, err);
}

static bool fail_file(const char *path, struct gw_error **err)
{
	gw_fail(err, GW_E_PLAN_FILE, "%s holds no plan of provisioning", path);
	gw_error_hint(*err, "`godwit provision plan --out FILE` writes one.");
	return false;
}

bool gw_provision_plan_read(struct gw_arena *arena, const char *path,
			    struct gw_saved_provision *ret_saved, struct gw_error **err)
{
	GW_TEXT_AUTO struct gw_text text = {0};
	struct gw_json *object;
	const char *format, *fingerprint;
	bool ok;

	if (!gw_file_read(path, FILE_BYTES_MAX, &text, err))
		return false;
	if (!gw_json_parse(path, text.view, &object, err)) {
		gw_error_clear(err);
		return fail_file(path, err);
	}
	format = gw_json_text(gw_json_get(object, "format"));
	fingerprint = gw_json_text(gw_json_get(object, "fingerprint"));
	ok = format != NULL && strcmp(format, FORMAT) == 0 && fingerprint != NULL;
	*ret_saved = (struct gw_saved_provision){path, gw_strdup(arena, fingerprint)};
	gw_json_free(object);
	return ok || fail_file(path, err);
}

bool gw_provision_plan_hold(struct gw_provision *provision, const struct gw_provision_plan *plan,
			    struct gw_error **err)
{
	const struct gw_saved_provision *approved = provision->approved;
	struct gw_json *object;
	bool same;

	if (approved == NULL)
		return true;
	object = describe(provision, plan);
	same = strcmp(fingerprint_of(provision->arena, object), approved->fingerprint) == 0;
	gw_json_free(object);
	if (same)
		return true;
	gw_fail(err, GW_E_PLAN_CHANGED, "what would be done is not what %s says", approved->path);
	gw_error_hint(*err, "`godwit provision plan` shows it; save it again when it is right.");
	return false;
}
