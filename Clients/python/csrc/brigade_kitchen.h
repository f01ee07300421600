/* Brigade's kitchens from C: flat functions over opaque handles, version 1 (bk_version).
 *
 * Who owns what. A handle (bk_layout, bk_kitchen, bk_encoder, bk_batch) belongs to the caller, who ends it with its release function,
 * once; it must not be used after that, nor with another copy of this library. Kitchens and encoders never change and may be used by
 * several threads at once; a batch by one thread at a time, but for bk_batch_play_part. Pointers that a caller hands over are only used
 * during the call, except those of bk_batch_bind, which must stay valid until others are bound or the batch is released. Pointers of
 * bk_batch_memory belong to the batch.
 *
 * Errors. Where there are `error` and `capacity`, a failing function writes one sentence in UTF-8 with a zero byte after it, cut to
 * `capacity` bytes; `error` may be null. Shapes and ranges without a check are the caller's to keep; they say so.
 *
 * Numbers. Cells are column and row from the upper left, from 0. Directions: 0 north, 1 south, 2 east, 3 west. Actions: these four,
 * 4 stay, 5 interact. Ingredients: 0 onion, 1 tomato, 2 lettuce, 3 carrot, 4 mushroom, 5 pepper, 6 broccoli, 7 eggplant, 8 fish,
 * 9 garlic. Time is counted in ticks. Items, rows and stamps are those of docs/architecture.md, "The packed state".
 *
 * A state in flat form is a list of int32: timestep; place of the wanted recipe among Brigade's unordered recipes, or -1 (always -1
 * in Overcooked-AI); 1 where a right dish was just delivered, else 0; number of players, and of each column, row, direction, item;
 * number of objects in the order in which they were put down, and of each column, row, item; number of lit recipe buttons, and of each
 * column, row, ticks for which it stays lit.
 */
#ifndef BRIGADE_KITCHEN_H
#define BRIGADE_KITCHEN_H

#include <stddef.h>
#include <stdint.h>

#define BK_VERSION 1

typedef struct bk_layout bk_layout;
typedef struct bk_kitchen bk_kitchen;
typedef struct bk_encoder bk_encoder;
typedef struct bk_batch bk_batch;

/* The version of the library; BK_VERSION is that of this header. */
int32_t bk_version(void);

/* Layouts: a grid and, key by key, what a map file says (docs/maps.md).
 * name, grid: UTF-8; rows of the grid are separated by line feeds. is_v2: whether it follows OvercookedV2's rules. */
bk_layout *bk_layout_new(const char *name, const char *grid, int32_t is_v2, int32_t swaps_players);
/* Numbers for a key: one, or of recipe_values and recipe_times one an order. Truth is 1, untruth 0. 0, or -1 with an error. */
int32_t bk_layout_set(bk_layout *, const char *key, const double *values, int32_t count, char *error, int32_t capacity);
/* Recipes for start_all_orders, start_bonus_orders, possible_recipes, and all_orders and bonus_orders of a start state.
 * ingredients: of all recipes one after another; sizes: how many each of the `count` recipes has. 0, or -1 with an error. */
int32_t bk_layout_set_recipes(
    bk_layout *, const char *key, const uint8_t *ingredients, const int32_t *sizes, int32_t count, char *error, int32_t capacity);
/* The start state, in flat form of `count` numbers. 0, or -1 with an error. */
int32_t bk_layout_set_start(bk_layout *, const int32_t *state, int32_t count, char *error, int32_t capacity);
void bk_layout_release(bk_layout *);

/* Kitchens: a layout made ready. dynamics: 0 old, 1 new, -1 what the layout says. Null with an error where there is none. */
bk_kitchen *bk_kitchen_new(bk_layout *, int32_t dynamics, char *error, int32_t capacity);
/* 16 numbers: columns, rows, players, floor cells, slots, pots, recipe buttons, words of a row, most ingredients of a soup, dynamics
 * (0 old, 1 new), family (0 Overcooked-AI, 1 OvercookedV2), recipes, kinds of ingredients (of OvercookedV2), whether something may be
 * hidden, cells seen in each direction (0: all), whether deliveries are shown. */
void bk_kitchen_facts(const bk_kitchen *, int32_t facts[16]);
/* Column and row of each cell: what is 0 floor cells, 1 slots, 2 recipe buttons, 3 the players' starts. cells: [count, 2]. */
void bk_kitchen_cells(const bk_kitchen *, int32_t what, int32_t *cells);
/* Of each recipe how many there are of ten ingredients, what a delivery pays, how many ticks it cooks: [recipes, 12]. */
void bk_kitchen_recipes(const bk_kitchen *, double *recipes);
/* Packs a state in flat form. row: [words]; stamps: [slots]. 0, or -1 with an error. */
int32_t bk_kitchen_pack(
    const bk_kitchen *, const int32_t *state, int32_t count, uint16_t *row, int32_t *stamps, char *error, int32_t capacity);
/* Whether rows are the kitchen's: rows [count, words]. -1, or the number of the first that is not, with an error. Every function
 * below that takes rows takes checked ones. */
intptr_t bk_kitchen_check(const bk_kitchen *, const uint16_t *rows, intptr_t count, char *error, int32_t capacity);
/* Plays a tick. row [words], stamps [slots]: changed; actions [players], each 0-5; outcomes [players]: overwritten. */
void bk_kitchen_tick(
    const bk_kitchen *, uint16_t *row, int32_t *stamps, const uint8_t *actions, uint32_t *outcomes, int32_t cooks_everywhere);
/* What outcomes pay: sparse (for the team) and shaped reward of each; any bits may be asked for. All [count]. */
void bk_kitchen_rewards(const bk_kitchen *, const uint32_t *outcomes, intptr_t count, double *sparse, double *shaped);
void bk_kitchen_release(bk_kitchen *);

/* The name of an event, which is a bit of an outcome, 0 to 24. 0, or -1 for another number. */
int32_t bk_event_name(int32_t event, char *name, int32_t capacity);

/* Encodings. kind: 1 lossless, 2 features, 3 grid (of OvercookedV2). horizon: the tick at which episodes end.
 * option: of features 1 makes every counter a goal; of the grid the cells seen in each direction, 0 for all, -1 for the layout's.
 * shape: number of dimensions of one state's observations, then each, the players first. Null with an error. */
bk_encoder *bk_encoder_new(
    const bk_kitchen *, int32_t kind, intptr_t horizon, int32_t option, int32_t shape[5], char *error, int32_t capacity);
/* Writes observations of checked rows [count, words] with stamps [count, slots] into buffer [count, shape].
 * element: 0 uint8 (lossless, grid), 1 int16 (features), 2 float32 (all), 3 int64 (all), 4 float64 (all). 0, or -1 for another element. */
int32_t bk_encoder_write(
    const bk_encoder *, const uint16_t *rows, const int32_t *stamps, intptr_t count, int32_t element, void *buffer);
void bk_encoder_release(bk_encoder *);

/* Batches: many games of one kitchen.
 * options: games; ticks of an episode; seed (its bits); number of the first game; parts; starts (0 the layout's, 1 random with
 * `probability`, 2 random positions, 3 random reset, 4 `states`); kind of observations (0 none); its option; 1 where the next episode
 * begins in the tick after the last; a bit for each ingredient that players see exchanged (grid only).
 * states: any number of states in flat form, `state_numbers` numbers. shape: as of bk_encoder_new, 0 dimensions for none.
 * Null with an error. */
bk_batch *bk_batch_new(
    const bk_kitchen *, const int64_t options[10], double probability, const int32_t *states, intptr_t state_numbers, int32_t shape[5],
    char *error, int32_t capacity);
/* The batch's own memory, to be read only: 0 rows uint16 [games, words], 1 stamps int32 [games, slots], 2 outcomes uint32
 * [games, players], 3 actions of the last tick uint8 [games, players]. */
void *bk_batch_memory(bk_batch *, int32_t what);
/* In how many parts it is played. */
int32_t bk_batch_parts(const bk_batch *);
/* Binds buffers; what is null is not written. actions uint8 [games, players], rewards float32 [games] (the team's), shaped float32
 * [games, players], ends uint8 [games] (1: the tick was an episode's last), observations [games, shape] of `element`, which must be
 * one that the encoding has, neither int64 nor float64. Nobody else may write to the observations. 0, or -1 for another element. */
int32_t bk_batch_bind(
    bk_batch *, const uint8_t *actions, float *rewards, float *shaped, uint8_t *ends, void *observations, int32_t element);
/* Brings all observations up to date; with `whole` everything is written. */
void bk_batch_observe(bk_batch *, int32_t whole);
/* Plays a tick: -1, or the place in actions of the first that is none; nothing was played then. */
intptr_t bk_batch_step(bk_batch *);
/* The same in pieces: begin, every part once (threads may play different parts at once), end. at_random ignores the actions. */
intptr_t bk_batch_begin_tick(bk_batch *);
void bk_batch_play_part(bk_batch *, int32_t part, int32_t at_random);
void bk_batch_end_tick(bk_batch *);
/* Begins everything again, as a new batch of that seed does. */
void bk_batch_restart(bk_batch *, uint64_t seed);
/* Begins the next episode of every game whose mask, uint8 [games], is not 0. */
void bk_batch_restart_games(bk_batch *, const uint8_t *mask);
/* Puts a state in flat form into a game below the number of games. 0, or -1 with an error. */
int32_t bk_batch_load_state(bk_batch *, intptr_t game, const int32_t *state, int32_t count, char *error, int32_t capacity);
/* Puts checked rows [count, words] with stamps [count, slots] into games, numbers below the number of games. */
void bk_batch_load_rows(bk_batch *, const int64_t *games, intptr_t count, const uint16_t *rows, const int32_t *stamps);
/* A number that depends on every game's state and on nothing else: that of `brigade bench kitchen`. */
uint64_t bk_batch_checksum(const bk_batch *);
void bk_batch_release(bk_batch *);

#endif
