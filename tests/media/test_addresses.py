from __future__ import annotations

import socket

import pytest

from bot.media.addresses import AddressRefused, Reach, is_public, open_public_socket


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.10",
        "0.0.0.0",  # noqa: S104  # as a target, it means this machine
        "10.0.0.1",
        "172.16.4.4",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "2001::1",
        "2001:db8::1",
        "fc00::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "localhost",
        "2130706433",
        "",
    ],
)
def test_what_is_not_one_host_of_the_public_internet_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "162.159.130.233",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
        "2606:4700::1111",
    ],
)
def test_addresses_of_the_public_internet_are_public(address: str) -> None:
    assert is_public(address)


def test_no_socket_is_made_for_a_forbidden_address() -> None:
    with pytest.raises(AddressRefused):
        open_public_socket((socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("10.0.0.1", 80)))


def test_a_socket_is_made_for_a_public_address() -> None:
    with open_public_socket(
        (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("1.1.1.1", 443))
    ) as made:
        assert made.family == socket.AF_INET


def test_trust_is_by_host_in_any_spelling_and_at_any_port() -> None:
    reach = Reach.of(["https://MJ.Example.com.:8443/mj", "http://[fd00::5]:8080"])
    assert reach.trusts("mj.example.com")
    assert reach.trusts("MJ.EXAMPLE.COM.")
    assert reach.trusts("fd00::5")
    assert not reach.trusts("example.com")
    assert not reach.trusts("localhost")
    assert not reach.trusts("")


def test_this_machine_is_trusted_under_all_its_names_or_none() -> None:
    reach = Reach.of(["http://localhost:8080"])
    assert reach.trusts("127.0.0.1")
    assert reach.trusts("::1")
    assert not reach.trusts("10.0.0.1")
