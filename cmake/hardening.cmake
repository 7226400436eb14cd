# Programs read files of strangers, and write what they make of them. What compilers and libraries can watch at little cost is watched in optimised
# builds: overrun buffers on the stack and in calls of the C library, indices of containers, tables of functions that are written to.
# tests/bench/instructions.py counts what it costs (docs/speed.md). Sanitizers watch more themselves.
option(POLESWEEP_HARDENING "Watch memory in optimised builds, for some per mille of the instructions" ON)
if(POLESWEEP_HARDENING AND NOT POLESWEEP_SANITIZE)
  include(CheckCXXCompilerFlag)
  check_cxx_compiler_flag(-fstack-protector-strong POLESWEEP_STACK_PROTECTOR)
  check_cxx_compiler_flag(-fstack-clash-protection POLESWEEP_STACK_CLASH)
  target_compile_options(polesweep_options INTERFACE
    "$<$<AND:$<CONFIG:Release,RelWithDebInfo>,$<BOOL:${POLESWEEP_STACK_PROTECTOR}>>:-fstack-protector-strong>"
    "$<$<AND:$<CONFIG:Release,RelWithDebInfo>,$<BOOL:${POLESWEEP_STACK_CLASH}>>:-fstack-clash-protection>"
    "$<$<CONFIG:Release,RelWithDebInfo>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
  target_compile_definitions(polesweep_options INTERFACE $<$<CONFIG:Release,RelWithDebInfo>:_GLIBCXX_ASSERTIONS>)
  if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    target_link_options(polesweep_options INTERFACE LINKER:-z,relro,-z,now)
  endif()
endif()
