# `cpack` makes a package for Debian 12 (.ci/package does all of it).
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME vorleser)
set(CPACK_PACKAGE_CONTACT "Vorleser's maintainers <vorleser@packages.invalid>" CACHE STRING
  "The package's maintainer, with an address")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "reads German news articles aloud from a playlist")
set(CPACK_PACKAGE_DESCRIPTION "Give it a page's address, or copy the page out of the browser or save it,
put it on the list, and listen: what is not the article is left out. The list
survives crashes and power cuts, and every article goes on where you stopped
listening. The daemon works in the background, speaks by eSpeak NG in a
confined process, and is controlled from a terminal or by any program.")
set(CPACK_DEBIAN_PACKAGE_SECTION sound)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Without certificates no https address can be fetched; libcurl only recommends them.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "espeak-ng-data, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS libasound2-plugins)  # the way to PulseAudio and PipeWire
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "wl-clipboard | xclip | xsel")  # add --clipboard
set(CPACK_DEBIAN_PACKAGE_ENHANCES "firefox-esr, chromium")  # by a button
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_STRIP_FILES ON)
# What lies in /etc is the administrator's to change. Chromium looks there alone for the button's program.
file(WRITE ${PROJECT_BINARY_DIR}/conffiles "/etc/chromium/native-messaging-hosts/vorleser.json\n")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${PROJECT_BINARY_DIR}/conffiles)
# The units hold the final paths.
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

# What Debian wants to find in every package.
set(docs ${PROJECT_BINARY_DIR}/share/doc/vorleser)
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)  # SOURCE_DATE_EPOCH's, if set
file(WRITE ${docs}/changelog.Debian "vorleser (${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) bookworm; urgency=medium

  * What is new: /usr/share/doc/vorleser/changelog.gz

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
configure_file(CHANGELOG.md ${docs}/changelog COPYONLY)
foreach(file changelog changelog.Debian)
  add_custom_command(OUTPUT ${docs}/${file}.gz COMMAND gzip -9nkf ${docs}/${file} DEPENDS ${docs}/${file} VERBATIM)
  list(APPEND compressed ${docs}/${file}.gz)
endforeach()
add_custom_target(package_docs ALL DEPENDS ${compressed})
install(FILES ${compressed} DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES client/desktop/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
# README.md's link to the licence: Debian has it once, for all packages.
file(CREATE_LINK ../../common-licenses/GPL-3 ${docs}/LICENSE SYMBOLIC)
install(FILES ${docs}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
include(CPack)
