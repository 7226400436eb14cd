if(POLESWEEP_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "POLESWEEP_FUZZ: libFuzzer belongs to Clang; this is ${CMAKE_CXX_COMPILER_ID}. The preset fuzz asks for Clang.")
  endif()
  if(NOT POLESWEEP_FUZZ STREQUAL "TARGETS")
    target_compile_options(polesweep_options INTERFACE -fsanitize=fuzzer-no-link)  # what is covered guides the fuzzer
  endif()
endif()

if(POLESWEEP_SANITIZE)
  target_compile_options(polesweep_options INTERFACE -fsanitize=${POLESWEEP_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(polesweep_options INTERFACE -fsanitize=${POLESWEEP_SANITIZE})
  # Some files of Eigen's are compiled without sanitizers, and all must agree on who aligns memory.
  target_compile_definitions(polesweep_options INTERFACE EIGEN_MALLOC_ALREADY_ALIGNED=1)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(polesweep_options INTERFACE -Wno-maybe-uninitialized -Wno-restrict -Wno-free-nonheap-object)  # GCC 12 sees them between the checks it adds
  endif()
endif()

# Leaves the named files of a target, or else all of them, without sanitizers.
function(leave_unsanitized target)
  set(files ${ARGN})
  if(NOT files)
    get_target_property(files ${target} SOURCES)
  endif()
  if(POLESWEEP_SANITIZE)
    set_source_files_properties(${files} PROPERTIES COMPILE_OPTIONS "-fno-sanitize=all;-O1;-g0" SKIP_PRECOMPILE_HEADERS ON)
  endif()
endfunction()

# The same of a whole target, which with POLESWEEP_OBJECTS is not even compiled. That folder has to have been built once, from nothing: an
# object of a file that is gone would be taken as well.
function(leave_target_unsanitized target)
  if(NOT POLESWEEP_SANITIZE OR NOT POLESWEEP_OBJECTS)
    leave_unsanitized(${target})
    return()
  endif()
  file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  file(GLOB_RECURSE objects CONFIGURE_DEPENDS "${POLESWEEP_OBJECTS}/${folder}/CMakeFiles/${target}.dir/*${CMAKE_CXX_OUTPUT_EXTENSION}")
  if(NOT objects)
    message(FATAL_ERROR "POLESWEEP_OBJECTS: ${POLESWEEP_OBJECTS} has no objects of ${target}. Build it first?")
  endif()
  set_source_files_properties(${objects} PROPERTIES EXTERNAL_OBJECT ON)
  set_target_properties(${target} PROPERTIES SOURCES "${objects}" LINKER_LANGUAGE CXX)
endfunction()

# Pure functions that one thread alone calls: the thread sanitizer sees nothing in them, and more than doubles the time to compile them.
function(single_threaded target)
  if(POLESWEEP_SANITIZE STREQUAL "thread")
    leave_target_unsanitized(${target})
  endif()
endfunction()
