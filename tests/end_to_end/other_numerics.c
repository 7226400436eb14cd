/* Makes a program take itself for one of other numerics: preloaded, it changes the digest of the fingerprint and nothing else, since
   identities, data files and logs are hashed in one call. OTHER_NUMERICS (a number) tells several such programs apart. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <xxhash.h>

XXH128_hash_t XXH3_128bits_digest(const XXH3_state_t* state) {
  XXH128_hash_t (*digest)(const XXH3_state_t*) = (XXH128_hash_t (*)(const XXH3_state_t*))dlsym(RTLD_NEXT, "XXH3_128bits_digest");
  XXH128_hash_t made = digest(state);
  const char* other = getenv("OTHER_NUMERICS");
  if (other) made.low64 ^= strtoull(other, NULL, 0);
  return made;
}
