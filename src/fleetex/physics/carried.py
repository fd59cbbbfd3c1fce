"""Kernels called by kernels: their code is carried into the caller and optimised there, once.

Numba would optimise every function, with all that it calls, and turn it into machine code of its own before its caller
sees it; through eight storeys of small functions that is most of the compilation. Here an inner function stops at its
intermediate code. Made of Numba's own parts: its compiler, its library of code and its cache subclassed, its flag
`no_compile`.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import binding as llvm
from numba import types
from numba.core.caching import FunctionCache
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.core.registry import CPUDispatcher
from numba.core.runtime.nrt import rtsys

_Library: Any = JITCodeLibrary
_Compiler: Any = Compiler
_Dispatcher: Any = CPUDispatcher
_Cache: Any = FunctionCache
_unliteral: Any = types.unliteral
_llvm: Any = llvm


class CarriedLibrary(_Library):  # type: ignore[misc]
    """The intermediate code of one inner function, and whose code it calls."""

    _shared_module: Any

    def _optimize_functions(self, module: Any) -> None:
        module.data_layout = self._codegen._data_layout

    def finalize(self) -> None:
        self._finalized = True

    def _get_module_for_linking(self) -> Any:
        """Its own code and that of every function below it, each to be merged with other copies of itself."""
        if self._shared_module is None:
            module = _mergeable(self._final_module)
            seen = {self}
            waiting = list(self._linking_libraries)
            while waiting:
                library = waiting.pop()
                if library in seen:
                    continue
                seen.add(library)
                if isinstance(library, CarriedLibrary):
                    waiting += library._linking_libraries
                    module.link_in(_mergeable(library._final_module))
                elif library is not rtsys.library:  # the caller with an entry brings that
                    module.link_in(library._get_module_for_linking(), preserve=True)
            self._shared_module = module
        return self._shared_module


def _mergeable(module: Any) -> Any:
    """A copy of a module whose functions may be defined more than once, alike."""
    copy = module.clone()
    for function in copy.functions:
        if not function.is_declaration and function.linkage.name == "external":
            function.linkage = "linkonce_odr"
    return copy


class EntryLibrary(_Library):  # type: ignore[misc]
    """The code of a kernel with an entry from Python: what it carries is its own alone, and is optimised as such."""

    def _optimize_final_module(self) -> None:
        for function in self._final_module.functions:
            merged = not function.is_declaration and function.linkage.name == "linkonce_odr"
            if merged and function.name.startswith("_ZN"):
                function.linkage = "internal"
        super()._optimize_final_module()

    def serialize_using_object_code(self) -> Any:
        """As the cache keeps it: machine code, and the names that it defines. Numba would keep its intermediate code
        for callers to optimise, and read it again at each start; nobody links an entry into anything."""
        self._ensure_finalized()
        defined = [function.name for function in self._final_module.functions if not function.is_declaration]
        names = _llvm.parse_assembly("".join(f'define void @"{name}"() {{ ret void }}\n' for name in defined))
        return self.name, "object", (self._get_compiled_object(), names.as_bitcode())


class CarriedCompiler(_Compiler):  # type: ignore[misc]
    """Numba's compiler as far as intermediate code."""

    def define_pipelines(self) -> Any:
        self.state.library = CarriedLibrary(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
        self.state.flags.no_compile = True
        return super().define_pipelines()

    def _compile_core(self) -> Any:
        result = super()._compile_core()
        key = object()
        self.state.targetctx.insert_user_function(key, result.fndesc, [result.library])
        return result._replace(entry_point=key)


class EntryCompiler(_Compiler):  # type: ignore[misc]
    """Numba's compiler, with a library that keeps what it carries to itself."""

    def define_pipelines(self) -> Any:
        self.state.library = EntryLibrary(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
        self.state.library.enable_object_caching()
        return super().define_pipelines()


class CarriedDispatcher(_Dispatcher):  # type: ignore[misc]
    """A function for kernels alone. Called from Python it refuses: there is no machine code to enter."""

    def add_overload(self, result: Any) -> None:
        self.overloads[tuple(result.signature.args)] = result

    def get_call_template(self, arguments: Any, named: Any) -> Any:
        """A constant argument is its type's like any other: no version of the function for each constant."""
        plain = {name: _unliteral(kind) for name, kind in named.items()}
        return super().get_call_template(tuple(_unliteral(kind) for kind in arguments), plain)

    def _compile_for_args(self, *arguments: Any, **named: Any) -> Any:
        raise AssertionError(f"{self.py_func.__qualname__} is called by kernels alone")


class EntryCache(_Cache):  # type: ignore[misc]
    """Numba's cache of one kernel, without what compiling alone needs."""

    def load_overload(self, signature: Any, target: Any) -> Any:
        """Take machine code as it is. Numba would read its registries of types and functions first, at each kernel;
        of that, machine code needs the runtime alone (it counts references to arrays)."""
        rtsys.initialize(target)
        with self._guard_against_spurious_io_errors():
            return self._load_overload(signature, target)


class EntryDispatcher(_Dispatcher):  # type: ignore[misc]
    """A kernel with an entry from Python; kernels that call it carry its code instead."""

    carried: Any

    def enable_caching(self) -> None:
        self._cache = EntryCache(self.py_func)

    def get_call_template(self, arguments: Any, named: Any) -> Any:
        return self.carried.get_call_template(arguments, named)

    def get_overload(self, signature: Any) -> Any:
        return self.carried.get_overload(signature)


def carried(function: Callable[..., Any], options: dict[str, Any]) -> Any:
    """The form of a function that kernels call."""
    target = {"nopython": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True, **options}
    return CarriedDispatcher(function, targetoptions=target, pipeline_class=CarriedCompiler)


def entered(function: Callable[..., Any], options: dict[str, Any]) -> Any:
    """The form of a function that Python calls, kept in the cache."""
    target = {"nopython": True, "no_cfunc_wrapper": True, **options}
    dispatcher = EntryDispatcher(function, targetoptions=target, pipeline_class=EntryCompiler)
    dispatcher.carried = carried(function, options)
    dispatcher.enable_caching()
    return dispatcher
