# Programs read files of strangers. What compilers and the C library can watch at little cost is watched in optimised builds: buffers on the stack
# and in calls of the C library that are overrun, and tables of functions that are written to. docs/speed.md has the cost; indices of
# containers (_GLIBCXX_ASSERTIONS) would cost 2 %, and are watched by the sanitizers, who watch all else themselves.
option(POLESWEEP_HARDENING "Watch memory in optimised builds" ON)
if(POLESWEEP_HARDENING AND NOT POLESWEEP_SANITIZE)
  include(CheckCXXCompilerFlag)
  check_cxx_compiler_flag(-fstack-protector-strong POLESWEEP_STACK_PROTECTOR)
  check_cxx_compiler_flag(-fstack-clash-protection POLESWEEP_STACK_CLASH)
  target_compile_options(polesweep_options INTERFACE
    "$<$<AND:$<CONFIG:Release,RelWithDebInfo>,$<BOOL:${POLESWEEP_STACK_PROTECTOR}>>:-fstack-protector-strong>"
    "$<$<AND:$<CONFIG:Release,RelWithDebInfo>,$<BOOL:${POLESWEEP_STACK_CLASH}>>:-fstack-clash-protection>"
    "$<$<CONFIG:Release,RelWithDebInfo>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
  if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    target_link_options(polesweep_options INTERFACE LINKER:-z,relro,-z,now)
  endif()
endif()
