/*
 * Reading ahead. With thousands of files nearly all of the time goes into opening, reading and hashing
 * them, and none has to wait for another: threads do so with those that a scan will ask for next, batch
 * by batch. Rather than wait, who scans takes part.
 *
 *	batches    given up | done  done  begun  done  begun | not begun ...
 *	                    ^first                           ^begun, at most BATCHES behind first
 *
 * What goes wrong here is nobody's news: the file is read once more when it is asked for, and what is
 * wrong with it is told then, as if there were no threads.
 */
#include "source/ahead_int.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>

#include "source/source_int.h"

enum {
	/*
	 * Fewer are read within milliseconds. From the first thread on malloc() takes locks, and never stops:
	 * SQLite, of which each statement takes many small pieces, is a fortieth slower then.
	 */
	MANY_FILES = 2000,
	MOST_THREADS =
		3, /* beside the one that scans: the kernel does most, and not more at a time */
	BATCH_FILES = 16, /* what they have to agree about it costs nothing then */
	BATCHES = 12, /* some 150 kB of migrations of the usual size, */
	FILE_BYTES = 16 * 1024, /* and 3 MB of the largest that are read ahead */
};

struct slot {
	struct gw_text text;
	struct gw_digest digest;
	bool full;
};

struct batch {
	struct slot slots[BATCH_FILES];
	bool done; /* its slots are the scan's; before that, those of the thread that began it */
};

struct gw_ahead {
	struct gw_tree *tree;
	const char *const *paths;
	size_t n, nbatches;
	pthread_t threads[MOST_THREADS];
	size_t nthreads;
	struct gw_sha256 *hash; /* of the thread that scans */
	size_t next; /* most likely the next one to be asked for */

	pthread_mutex_t mutex; /* for what follows, and each batch's done */
	pthread_cond_t changed;
	size_t first, begun;
	bool stopped;
	struct batch window[BATCHES];
};

size_t gw_ahead_threads(size_t nfiles)
{
	cpu_set_t processors;

	if (nfiles < MANY_FILES || sched_getaffinity(0, sizeof(processors), &processors) != 0)
		return 0;
	return GW_MIN((size_t)CPU_COUNT(&processors) - 1, (size_t)MOST_THREADS);
}

static struct batch *batch_at(struct gw_ahead *ahead, size_t index)
{
	return &ahead->window[index % BATCHES];
}

/* --- reading --- */

static void fill_slot(struct gw_ahead *ahead, struct gw_sha256 *hash, size_t file)
{
	struct slot *slot = &batch_at(ahead, file / BATCH_FILES)->slots[file % BATCH_FILES];
	GW_ERROR_AUTO struct gw_error *ignored = NULL;

	slot->full = ahead->tree->read(ahead->tree, ahead->paths[file], FILE_BYTES, &slot->text,
				       &ignored);
	if (slot->full)
		slot->digest = gw_file_digest(&slot->text, hash);
}

static bool can_begin(const struct gw_ahead *ahead)
{
	return ahead->begun < ahead->nbatches && ahead->begun < ahead->first + BATCHES;
}

/* The mutex is held, but not while the files are read. */
static void fill_batch(struct gw_ahead *ahead, struct gw_sha256 *hash)
{
	size_t index = ahead->begun++;
	size_t end = GW_MIN((index + 1) * BATCH_FILES, ahead->n);

	pthread_mutex_unlock(&ahead->mutex);
	for (size_t file = index * BATCH_FILES; file < end; file++)
		fill_slot(ahead, hash, file);
	pthread_mutex_lock(&ahead->mutex);
	batch_at(ahead, index)->done = true;
	pthread_cond_broadcast(&ahead->changed);
}

static void *work(void *payload)
{
	struct gw_ahead *ahead = payload;
	struct gw_sha256 *hash = gw_sha256_new();

	pthread_mutex_lock(&ahead->mutex);
	while (!ahead->stopped && ahead->begun < ahead->nbatches) {
		if (can_begin(ahead))
			fill_batch(ahead, hash);
		else
			pthread_cond_wait(&ahead->changed, &ahead->mutex);
	}
	pthread_mutex_unlock(&ahead->mutex);
	gw_sha256_free(hash);
	return NULL;
}

/* Signals are for the thread that was there before. */
static void start_threads(struct gw_ahead *ahead, size_t n)
{
	sigset_t all, before;

	sigfillset(&all);
	if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
		return;
	while (ahead->nthreads < GW_MIN(n, (size_t)MOST_THREADS) &&
	       pthread_create(&ahead->threads[ahead->nthreads], NULL, work, ahead) == 0)
		ahead->nthreads++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct gw_ahead *gw_ahead_begin(struct gw_tree *tree, const char *const *paths, size_t n,
				size_t nthreads)
{
	struct gw_ahead *ahead = gw_xmalloc(sizeof(*ahead));

	*ahead = (struct gw_ahead){
		.tree = tree,
		.paths = paths,
		.n = n,
		.nbatches = (n + BATCH_FILES - 1) / BATCH_FILES,
		.hash = gw_sha256_new(),
		.mutex = PTHREAD_MUTEX_INITIALIZER,
		.changed = PTHREAD_COND_INITIALIZER,
	};
	start_threads(ahead, nthreads);
	if (ahead->nthreads != 0)
		return ahead;
	gw_ahead_end(ahead);
	return NULL;
}

static void empty(struct batch *batch)
{
	for (size_t i = 0; i < BATCH_FILES; i++) {
		if (batch->slots[i].full)
			gw_text_done(&batch->slots[i].text);
	}
	*batch = (struct batch){0};
}

void gw_ahead_end(struct gw_ahead *ahead)
{
	if (ahead == NULL)
		return;
	pthread_mutex_lock(&ahead->mutex);
	ahead->stopped = true;
	pthread_cond_broadcast(&ahead->changed);
	pthread_mutex_unlock(&ahead->mutex);
	for (size_t i = 0; i < ahead->nthreads; i++)
		pthread_join(ahead->threads[i], NULL);
	for (size_t i = 0; i < BATCHES; i++)
		empty(&ahead->window[i]);
	gw_sha256_free(ahead->hash);
	free(ahead);
}

/* --- taking --- */

/* Among those that are read, or will be next. Nearly always it is the next one. */
static size_t find(const struct gw_ahead *ahead, const char *path)
{
	size_t start = ahead->first * BATCH_FILES;
	size_t end = GW_MIN((ahead->first + BATCHES) * BATCH_FILES, ahead->n);

	for (size_t file = ahead->next; file < end; file++) {
		if (ahead->paths[file] == path)
			return file;
	}
	for (size_t file = start; file < ahead->next; file++) {
		if (ahead->paths[file] == path)
			return file;
	}
	return GW_NOWHERE;
}

static void await(struct gw_ahead *ahead, const struct batch *batch)
{
	while (!batch->done) {
		if (can_begin(ahead))
			fill_batch(ahead, ahead->hash);
		else
			pthread_cond_wait(&ahead->changed, &ahead->mutex);
	}
}

/* The batch before stays: of pairs the second file may be asked for first. */
static void give_up_before(struct gw_ahead *ahead, size_t index)
{
	if (ahead->first + 1 >= index)
		return;
	for (; ahead->first + 1 < index; ahead->first++) {
		await(ahead, batch_at(ahead, ahead->first));
		empty(batch_at(ahead, ahead->first));
	}
	pthread_cond_broadcast(&ahead->changed);
}

bool gw_ahead_take(struct gw_ahead *ahead, const char *path, struct gw_text *ret_text,
		   struct gw_digest *ret_digest)
{
	size_t file = find(ahead, path);
	struct batch *batch;
	struct slot *slot;

	if (file == GW_NOWHERE)
		return false;
	ahead->next = file + 1;
	batch = batch_at(ahead, file / BATCH_FILES);
	slot = &batch->slots[file % BATCH_FILES];
	pthread_mutex_lock(&ahead->mutex);
	await(ahead, batch);
	give_up_before(ahead, file / BATCH_FILES);
	pthread_mutex_unlock(&ahead->mutex);
	if (!slot->full)
		return false;
	slot->full = false;
	*ret_text = slot->text;
	*ret_digest = slot->digest;
	return true;
}
