# SPDX-License-Identifier: Apache-2.0
# Everything a Gatehouse target has in common: language level, warnings, Qt's strictness, sanitizers.

add_library(gatehouse_options INTERFACE)
target_compile_features(gatehouse_options INTERFACE cxx_std_20)
target_include_directories(gatehouse_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(gatehouse_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  -fvisibility=hidden
  $<$<BOOL:${GATEHOUSE_WERROR}>:-Werror>)
target_compile_definitions(gatehouse_options INTERFACE
  QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY
  QT_NO_URL_CAST_FROM_STRING QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_FOREACH
  QT_STRICT_ITERATORS QT_NO_JAVA_STYLE_ITERATORS QT_DISABLE_DEPRECATED_BEFORE=0x060400
  GATEHOUSE_VERSION="${PROJECT_VERSION}")
# Over a hundred programs and tests are linked from the same libraries: a fast linker is worth a minute of a full build.
find_program(GATEHOUSE_MOLD mold)
if(GATEHOUSE_MOLD)
  target_link_options(gatehouse_options INTERFACE -fuse-ld=mold)
endif()
if(GATEHOUSE_SANITIZE)
  target_compile_options(gatehouse_options INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -O1
    -g1) # a report names lines, and full debug information takes a quarter of the compile time
  target_link_options(gatehouse_options INTERFACE -fsanitize=address,undefined)
endif()

# Several sources as one: each reads the same headers of Qt and of core, so that together they take a fraction of the time,
# for the compiler and for clang-tidy alike. Names in the anonymous namespaces of a room must therefore differ.
function(gatehouse_unite target)
  if(NOT GATEHOUSE_UNITY)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${GATEHOUSE_UNITY})
  # GCC takes the coroutines' frames for types of a header, since the unity file includes them.
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endfunction()

# gatehouse_library(name SOURCES files... PUBLIC libs... PRIVATE libs...)
# A static library of one room; its target is gatehouse_<name>. Rooms of ui are named ui_<room>.
function(gatehouse_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(gatehouse_${name} STATIC ${arg_SOURCES})
  set_target_properties(gatehouse_${name} PROPERTIES AUTOMOC ON POSITION_INDEPENDENT_CODE ON)
  target_link_libraries(gatehouse_${name} PUBLIC gatehouse_options ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  gatehouse_unite(gatehouse_${name})
endfunction()

# gatehouse_test(name [INTEGRATION] [TIMEOUT seconds] SOURCES files... LIBS libs... ENVIRONMENT name=value...)
# One QtTest executable, run by ctest under its own GATEHOUSE_HOME. Its class stands in <name>.cpp, which includes <name>.moc.
function(gatehouse_test name)
  cmake_parse_arguments(arg "INTEGRATION" "TIMEOUT" "SOURCES;LIBS;ENVIRONMENT" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE gatehouse_options Qt6::Test ${arg_LIBS})
  # CMake's own search for what needs moc takes seconds for each of a hundred tests.
  qt_generate_moc(${name}.cpp ${CMAKE_CURRENT_BINARY_DIR}/${name}.moc TARGET ${name})
  target_sources(${name} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${name}.moc)
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
  add_test(NAME ${name} COMMAND ${name})
  if(arg_INTEGRATION)
    set(label integration)
  else()
    set(label unit)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  set_tests_properties(${name} PROPERTIES
    LABELS "${label}" TIMEOUT ${arg_TIMEOUT}
    ENVIRONMENT "TZ=UTC;LC_ALL=C.UTF-8;QT_QPA_PLATFORM=offscreen;GATEHOUSE_HOME=${CMAKE_CURRENT_BINARY_DIR}/${name}.home;${arg_ENVIRONMENT}")
endfunction()
