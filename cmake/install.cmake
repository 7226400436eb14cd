# `cmake --install build/release --prefix DIR` and `cpack --config build/release/CPackConfig.cmake -G DEB`: programs, manual pages,
# completions, documents, sweeps and job scripts.
include(GNUInstallDirs)
install(TARGETS polesweep polesweep-analyze RUNTIME)
install(DIRECTORY jobs/sweeps jobs/studies jobs/slurm jobs/notebooks DESTINATION ${CMAKE_INSTALL_DATADIR}/polesweep USE_SOURCE_PERMISSIONS)
install(PROGRAMS jobs/launch.sh DESTINATION ${CMAKE_INSTALL_DATADIR}/polesweep)
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY jobs/figures DESTINATION ${CMAKE_INSTALL_DATADIR}/polesweep)
# Links from page to page, and to what is in jobs/, lead where they lead in the source.
install(CODE "file(CREATE_LINK ../../polesweep \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DOCDIR}/jobs\" SYMBOLIC)")
install(FILES README.md CHANGELOG.md LICENSE CITATION.cff DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES jobs/completions/polesweep DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES jobs/completions/polesweep DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME polesweep-analyze)
install(FILES jobs/completions/polesweep.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES jobs/completions/_polesweep DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)

install(FILES jobs/packages/modules/polesweep RENAME ${PROJECT_VERSION}
  DESTINATION ${CMAKE_INSTALL_DATADIR}/polesweep/modulefiles/polesweep)

# What editors check sweep files by. A program that was built for another machine does not run here.
if(NOT CMAKE_CROSSCOMPILING)
  install(CODE "file(MAKE_DIRECTORY \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/polesweep\")
    execute_process(COMMAND \"${CMAKE_BINARY_DIR}/polesweep\" schema COMMAND_ERROR_IS_FATAL ANY
      OUTPUT_FILE \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/polesweep/sweep.schema.json\")")
endif()

# A page for each command, of what --help says.
find_program(HELP2MAN help2man)
if(HELP2MAN)
  install(CODE "set(help2man \"${HELP2MAN}\")\nset(programs \"${CMAKE_BINARY_DIR}\")\nset(version \"${PROJECT_VERSION}\")\nset(pages \"${CMAKE_INSTALL_MANDIR}/man1\")")
  install(SCRIPT cmake/install_manual.cmake)
endif()

set(CPACK_PACKAGE_NAME polesweep)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "sweeps of recurrent networks that learn online, with statistics")
set(CPACK_PACKAGE_CONTACT "polesweep")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_GENERATOR DEB)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "gnuplot-nox, openmpi-bin")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "python3-xarray, python3-h5netcdf")
include(CPack)
